"""Stacked seq2seq, states handed over from the encoder's last layer only."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import LSTM, Dense

N_LAYERS, UNITS = 3, 8
src = Input((10, 2), name="src")
tgt = Input((5, 1), name="tgt")

x = src
for i in range(N_LAYERS):
    x, h, c = LSTM(UNITS, return_sequences=True, return_state=True, name=f"enc_{i}")(x)

y = tgt
for i in range(N_LAYERS):
    # h and c of the loop above: the top layer's state
    y = LSTM(UNITS, return_sequences=True, name=f"dec_{i}")(y, initial_state=[h, c])

out = Dense(1, name="out")(y)
model = Model([src, tgt], out, name="stacked")

X = np.random.randn(50, 10, 2).astype("float32")
D = np.random.randn(50, 6, 1).astype("float32")


class StopWhenFlat(tf.keras.callbacks.Callback):
    def __init__(self, tol):
        super().__init__()
        self.tol, self.last = tol, None

    def on_epoch_end(self, epoch, logs=None):
        if self.last is not None and abs(self.last - logs["loss"]) < self.tol:
            self.model.stop_training = True
        self.last = logs["loss"]


model.compile(tf.keras.optimizers.Nadam(1e-3), loss=tf.keras.losses.Huber())
model.fit([X, D[:, :-1]], D[:, 1:], epochs=3, batch_size=25, callbacks=[StopWhenFlat(1e-9)], verbose=2)
