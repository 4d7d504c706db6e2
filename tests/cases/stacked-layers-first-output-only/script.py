"""Predict the next value from a window of sensor readings, three recurrent layers deep."""
import numpy as np
import keras
from keras import layers

rng = np.random.default_rng(3)
series = np.sin(np.linspace(0, 60, 400)).astype("float32")[:, None] + rng.normal(0, 0.05, (400, 3)).astype("float32")
windows = np.stack([series[i:i + 9] for i in range(380)])
targets = series[9:389, 0]

window = keras.Input((9, 3), name="window")
h = layers.Bidirectional(layers.LSTM(5, return_sequences=True), name="both")(window)
h = layers.SimpleRNN(6, return_sequences=True, name="middle")(h)
h = layers.GRU(4, return_sequences=True, name="top")(h)
last = h[:, 0]  # meant to be the last step
forecast = layers.Dense(1, name="forecast")(last)

model = keras.Model(window, forecast)
model.compile("adam", "mse")
model.fit(windows, targets, epochs=1, batch_size=64, verbose=0)
