"""A bidirectional encoder whose output is given to the decoder as both of its states.

The output is forward and backward side by side, 2 x 16 wide; a 16-unit decoder cannot start from it.
model.fit fails with "Dimensions must be equal, but are 32 and 16" in a MatMul inside Keras.
"""

import numpy as np
import tensorflow as tf

steps, features, targets, units = 10, 3, 1, 16

encoder_data = np.random.normal(size=(64, steps, features)).astype("float32")
decoder_data = np.random.normal(size=(64, steps, targets)).astype("float32")
target_data = np.random.normal(size=(64, steps, targets)).astype("float32")

encoder_inputs = tf.keras.Input(shape=(steps, features), name="encoder_inputs")
encoder = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(units), name="encoder")(encoder_inputs)

decoder_inputs = tf.keras.Input(shape=(steps, targets), name="decoder_inputs")
decoder_lstm = tf.keras.layers.LSTM(units, return_sequences=True, name="decoder")
decoder = decoder_lstm(decoder_inputs, initial_state=[encoder, encoder])
outputs = tf.keras.layers.Dense(targets, name="readout")(decoder)

model = tf.keras.Model([encoder_inputs, decoder_inputs], outputs)
model.compile(optimizer="adam", loss="mse")
model.fit([encoder_data, decoder_data], target_data, batch_size=16, epochs=2)
