import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
U = 5
i = keras.Input((6, 3))
h = layers.Bidirectional(layers.LSTM(U, return_sequences=True, name="l"), name="bi")(i)
h = h[:, :, :U]
h = layers.LSTM(U, name="top")(h)
m = keras.Model(i, layers.Dense(1, name="o")(h))
m.compile("adam", "mse")
m.fit(np.random.rand(20, 6, 3), np.random.rand(20, 1), batch_size=5, epochs=1, verbose=0)
