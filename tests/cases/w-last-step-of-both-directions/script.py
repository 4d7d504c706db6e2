"""Sentiment of reviews: the last time step of a layer that reads both ways."""
import numpy as np
import tf_keras as keras

T, DIM = 12, 6

inputs = keras.Input((T, DIM))
hidden = keras.layers.Bidirectional(keras.layers.LSTM(10, return_sequences=True), name="both")(inputs)
hidden = keras.layers.Dropout(0.2)(hidden)
summary = keras.layers.Lambda(lambda sequence: sequence[:, -1, :])(hidden)
model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(summary))
model.compile("adam", "binary_crossentropy")
model.fit(np.random.rand(64, T, DIM), np.random.randint(0, 2, 64), epochs=1, verbose=0)
