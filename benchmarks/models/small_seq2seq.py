"""A small LSTM encoder-decoder: one training step."""

import keras
import numpy as np

source = keras.Input((20,), dtype="int32")
target = keras.Input((20,), dtype="int32")
_, h, c = keras.layers.LSTM(64, return_state=True, name="encoder")(keras.layers.Embedding(1000, 32)(source))
decoder = keras.layers.LSTM(64, return_sequences=True, name="decoder")
decoded = decoder(keras.layers.Embedding(1000, 32)(target), initial_state=[h, c])
model = keras.Model([source, target], keras.layers.Dense(1000)(decoded))
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
x = np.ones((8, 20), "int32")
model.fit([x, x], x, batch_size=8, verbose=0)
