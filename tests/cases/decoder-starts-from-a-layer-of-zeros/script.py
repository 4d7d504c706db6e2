"""A layer in between turns the encoder's state into zeros of the same shape."""
import numpy as np
import keras
from keras import layers, ops

source, target = keras.Input((9, 4), name="source"), keras.Input((9, 3), name="target")
_, h, c = layers.LSTM(8, return_state=True, name="encoder")(source)
blank = layers.Lambda(lambda t: ops.zeros_like(t), name="blank")
decoded = layers.LSTM(8, return_sequences=True, name="decoder")(target, initial_state=[blank(h), blank(c)])
model = keras.Model([source, target], layers.Dense(3, name="out")(decoded))
model.compile("adam", "mse")
x, y = np.random.rand(16, 9, 4), np.random.rand(16, 9, 3)
model.fit([x, y], y, batch_size=8, verbose=0)
