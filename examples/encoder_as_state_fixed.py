"""The same LSTM encoder-decoder: the encoder returns its two states, and the decoder starts from them."""

import numpy as np
from tensorflow.keras.layers import LSTM, Dense, Input
from tensorflow.keras.models import Model

steps, features, targets, units = 10, 3, 1, 16

encoder_data = np.random.normal(size=(64, steps, features)).astype("float32")
decoder_data = np.random.normal(size=(64, steps, targets)).astype("float32")
target_data = np.random.normal(size=(64, steps, targets)).astype("float32")

encoder_inputs = Input(shape=(steps, features), name="encoder_inputs")
_, state_h, state_c = LSTM(units, return_state=True, name="encoder")(encoder_inputs)

decoder_inputs = Input(shape=(steps, targets), name="decoder_inputs")
decoder = LSTM(units, return_sequences=True, name="decoder")(decoder_inputs, initial_state=[state_h, state_c])
outputs = Dense(targets, name="readout")(decoder)

model = Model([encoder_inputs, decoder_inputs], outputs)
model.compile(optimizer="adam", loss="mse")
model.fit([encoder_data, decoder_data], target_data, batch_size=16, epochs=2)
