"""An LSTM encoder-decoder as it is often copied: the encoder's output is given as the decoder's state.

Keras builds the model without a word; model.fit fails with "list index out of range" somewhere inside Keras.
"""

import numpy as np
from tensorflow.keras.layers import LSTM, Dense, Input
from tensorflow.keras.models import Model

steps, features, targets, units = 10, 3, 1, 16

encoder_data = np.random.normal(size=(64, steps, features)).astype("float32")
decoder_data = np.random.normal(size=(64, steps, targets)).astype("float32")
target_data = np.random.normal(size=(64, steps, targets)).astype("float32")

encoder_inputs = Input(shape=(steps, features), name="encoder_inputs")
encoder = LSTM(units, name="encoder")(encoder_inputs)

decoder_inputs = Input(shape=(steps, targets), name="decoder_inputs")
decoder = LSTM(units, return_sequences=True, name="decoder")(decoder_inputs, initial_state=[encoder])
outputs = Dense(targets, name="readout")(decoder)

model = Model([encoder_inputs, decoder_inputs], outputs)
model.compile(optimizer="adam", loss="mse")
model.fit([encoder_data, decoder_data], target_data, batch_size=16, epochs=2)
