import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

# heart-rate forecaster: conv + lstm encoder, lstm decoder over planned exercise
past = keras.Input((24, 2), name="past")
plan = keras.Input((6, 3), name="plan")

z = layers.Conv1D(8, 3, strides=2, activation="relu", name="enc_conv")(past)
z, state_h, state_c = layers.LSTM(10, return_state=True, name="enc")(z)

decoder = layers.LSTM(10, return_sequences=True, name="dec")
decoder.initial_state = [state_h, state_c]
d = decoder(plan)
d = layers.Dropout(0.1, name="drop")(d)
rate = layers.Dense(1, name="rate")(d)

model = keras.Model([past, plan], rate, name="heart")
model.compile(optimizer=keras.optimizers.RMSprop(2e-3), loss="mae")

n = 48
P = np.random.randn(n, 24, 2).astype("float32")
Q = np.random.rand(n, 6, 3).astype("float32")
R = Q.sum(-1, keepdims=True) + P.mean(axis=(1, 2), keepdims=True)
reduce_lr = keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1)
model.fit([P, Q], R, epochs=2, batch_size=12, callbacks=[reduce_lr], verbose=2)
