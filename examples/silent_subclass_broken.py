"""A sub-classed encoder-decoder whose decoder never gets the encoder's state.

It trains all the same; TensorFlow warns that gradients do not exist for the encoder's variables, but not why.
"""

import numpy as np
import tensorflow as tf

steps, features, targets, units = 10, 3, 2, 16


class EncoderDecoder(tf.keras.Model):
    def __init__(self):
        super().__init__(name="encoder_decoder")
        self.encoder = tf.keras.layers.LSTM(units, return_state=True, name="encoder")
        self.decoder = tf.keras.layers.LSTM(units, return_sequences=True, name="decoder")
        self.readout = tf.keras.layers.Dense(targets, name="readout")

    def call(self, inputs):
        encoder_inputs, decoder_inputs = inputs
        _, state_h, state_c = self.encoder(encoder_inputs)
        hidden = self.decoder(decoder_inputs)
        return self.readout(hidden)


encoder_data = np.random.normal(size=(64, steps, features)).astype("float32")
decoder_data = np.random.normal(size=(64, steps, targets)).astype("float32")
target_data = np.random.normal(size=(64, steps, targets)).astype("float32")

model = EncoderDecoder()
model.compile(optimizer="adam", loss="mse")
model.fit((encoder_data, decoder_data), target_data, batch_size=16, epochs=2)
