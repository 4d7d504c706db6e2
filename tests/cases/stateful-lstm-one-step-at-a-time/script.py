"""Stateful LSTM, one time step per call; the state between the calls carries the memory."""
import numpy as np
import keras
from keras import layers

batch_size, n_steps, n_features = 4, 12, 2

model = keras.Sequential([
    keras.Input(batch_shape=(batch_size, 1, n_features)),
    layers.LSTM(8, stateful=True, return_sequences=True, name="lstm_1"),
    layers.LSTM(6, stateful=True, name="lstm_2"),
    layers.Dense(1, name="next_value"),
])
model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.01))


def reset(model):
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()


rng = np.random.default_rng(0)
phase = rng.uniform(0, 6, size=(batch_size, 1))
t = np.arange(n_steps + 1)[None, :]
wave = np.sin(0.5 * t + phase)
signal = np.stack([wave, np.cos(0.5 * t + phase)], axis=-1).astype("float32")

# x: (steps * batch, 1, features), ordered so that consecutive batches are consecutive time steps
x = signal[:, :-1].transpose(1, 0, 2).reshape(-1, 1, n_features)
y = wave[:, 1:].T.reshape(-1, 1).astype("float32")

for epoch in range(3):
    history = model.fit(x, y, batch_size=batch_size, epochs=1, shuffle=False, verbose=0)
    reset(model)
    print(epoch, history.history["loss"][0])
