import numpy as np
import keras
from keras import layers

# NMT with a bidirectional decoder (?), keras 3
src = keras.Input((None,), dtype="int32")
x = layers.Embedding(30, 8, mask_zero=False)(src)
_, h, c = layers.LSTM(8, return_state=True, name="encoder")(x)

tgt = keras.Input((None,), dtype="int32")
t = layers.Embedding(30, 8)(tgt)
decoder = layers.Bidirectional(layers.LSTM(8, return_sequences=True), merge_mode="sum", name="decoder")
seq = decoder(t, initial_state=[h, c])
probs = layers.TimeDistributed(layers.Dense(30, activation="softmax"))(seq)

nmt = keras.Model([src, tgt], probs)
nmt.compile("rmsprop", "sparse_categorical_crossentropy")
a = np.random.randint(0, 30, (16, 6))
b = np.random.randint(0, 30, (16, 5))
nmt.fit([a, b], b[..., None], batch_size=8, epochs=1)
