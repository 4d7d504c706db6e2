"""The same bidirectional encoder: its four states are joined in pairs, and the decoder is twice as wide."""

import numpy as np
import tensorflow as tf

steps, features, targets, units = 10, 3, 1, 16

encoder_data = np.random.normal(size=(64, steps, features)).astype("float32")
decoder_data = np.random.normal(size=(64, steps, targets)).astype("float32")
target_data = np.random.normal(size=(64, steps, targets)).astype("float32")

encoder_inputs = tf.keras.Input(shape=(steps, features), name="encoder_inputs")
encoder = tf.keras.layers.Bidirectional(tf.keras.layers.LSTM(units, return_state=True), name="encoder")
_, forward_h, forward_c, backward_h, backward_c = encoder(encoder_inputs)
state_h = tf.keras.layers.Concatenate(name="state_h")([forward_h, backward_h])
state_c = tf.keras.layers.Concatenate(name="state_c")([forward_c, backward_c])

decoder_inputs = tf.keras.Input(shape=(steps, targets), name="decoder_inputs")
decoder_lstm = tf.keras.layers.LSTM(2 * units, return_sequences=True, name="decoder")
decoder = decoder_lstm(decoder_inputs, initial_state=[state_h, state_c])
outputs = tf.keras.layers.Dense(targets, name="readout")(decoder)

model = tf.keras.Model([encoder_inputs, decoder_inputs], outputs)
model.compile(optimizer="adam", loss="mse")
model.fit([encoder_data, decoder_data], target_data, batch_size=16, epochs=2)
