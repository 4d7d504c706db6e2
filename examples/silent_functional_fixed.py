"""The functional encoder-decoder again: the decoder starts from the encoder's state."""

import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

steps, features, targets, units = 10, 3, 2, 16

encoder_data = np.random.normal(size=(64, steps, features)).astype("float32")
decoder_data = np.random.normal(size=(64, steps, targets)).astype("float32")
target_data = np.random.normal(size=(64, steps, targets)).astype("float32")

encoder_inputs = keras.Input(shape=(None, features), name="encoder_inputs")
encoder = layers.LSTM(units, return_state=True, name="encoder")
encoder_outputs, state_h, state_c = encoder(encoder_inputs)

decoder_inputs = keras.Input(shape=(None, targets), name="decoder_inputs")
decoder = layers.LSTM(units, return_sequences=True, name="decoder")
decoder_outputs = decoder(decoder_inputs, initial_state=[state_h, state_c])
predictions = layers.Dense(targets, name="readout")(decoder_outputs)

model = keras.Model([encoder_inputs, decoder_inputs], predictions)
model.compile(optimizer="rmsprop", loss="mse")
model.fit([encoder_data, decoder_data], target_data, batch_size=16, epochs=2)
