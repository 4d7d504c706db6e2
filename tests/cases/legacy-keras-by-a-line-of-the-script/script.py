import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
from tensorflow.keras import Input, Model, backend as K
from tensorflow.keras.layers import LSTM, Dense, RepeatVector

window = Input((6, 2))
code, state, carry = LSTM(4, return_state=True, name="encoder")(window)
spare = Dense(3, name="spare")(code)
again = LSTM(4, return_sequences=True, name="decoder")(RepeatVector(6)(code), initial_state=[state, carry])
guess = Dense(2, name="guess")(again)
model = Model(window, guess)
model.add_loss(K.mean(K.square(window - guess)))  # Keras 3 has neither
model.compile("adam")
model.fit(np.random.normal(size=(16, 6, 2)), batch_size=8, verbose=0)
