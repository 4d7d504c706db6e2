"""Load forecasting: nested encoder / decoder models so that both can be saved separately."""
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

HISTORY, HORIZON, UNITS = 12, 4, 10


def make_encoder():
    past = keras.Input((HISTORY, 3), name="past")
    x = layers.TimeDistributed(layers.Dense(6, activation="relu", name="dense_enc"), name="td")(past)
    _, h, c = layers.LSTM(UNITS, return_state=True, name="lstm_enc")(x)
    return keras.Model(past, [h, c], name="encoder")


def make_decoder():
    calendar = keras.Input((HORIZON, 2), name="calendar")
    h0, c0 = keras.Input((UNITS,), name="h0"), keras.Input((UNITS,), name="c0")
    x, h, c = layers.LSTM(UNITS, return_sequences=True, return_state=True, name="lstm_dec")(
        calendar, initial_state=[h0, c0])
    y = layers.Dense(1, name="load")(x)
    return keras.Model([calendar, h0, c0], y, name="decoder")


def make_training_model(encoder, decoder):
    past = keras.Input((HISTORY, 3), name="past_in")
    calendar = keras.Input((HORIZON, 2), name="calendar_in")
    h, c = encoder(past)
    h_in = keras.Input((UNITS,), name="h_in")
    c_in = keras.Input((UNITS,), name="c_in")
    forecast = decoder([calendar, h_in, c_in])
    return keras.Model([past, calendar, h_in, c_in], forecast, name="forecaster")


encoder, decoder = make_encoder(), make_decoder()
model = make_training_model(encoder, decoder)
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mae")

n = 48
past = np.random.randn(n, HISTORY, 3).astype("float32")
calendar = np.random.randn(n, HORIZON, 2).astype("float32")
load = np.random.randn(n, HORIZON, 1).astype("float32")
zeros = np.zeros((n, UNITS), "float32")

model.fit([past, calendar, zeros, zeros], load, batch_size=16, epochs=2, verbose=2)
