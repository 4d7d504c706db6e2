# -*- coding: utf-8 -*-
"""Demand forecast: running out of stock costs three times as much as having too much.

Old code: fit_generator, K.switch, an Adam with decay, weights saved by hand.
"""
import numpy as np
import tf_keras
from tf_keras import backend as K
from tf_keras import layers, regularizers
from tf_keras.utils import Sequence


class Windows(Sequence):
    def __init__(self, series, width, batch_size):
        self.series, self.width, self.batch_size = series, width, batch_size
        self.starts = np.arange(len(series) - width - 1)

    def __len__(self):
        return len(self.starts) // self.batch_size

    def __getitem__(self, i):
        rows = self.starts[i * self.batch_size:(i + 1) * self.batch_size]
        x = np.stack([self.series[s:s + self.width] for s in rows])
        y = np.array([self.series[s + self.width] for s in rows])
        return x[..., None], y[:, None]

    def on_epoch_end(self):
        np.random.shuffle(self.starts)


def stock_loss(y_true, y_pred):
    short = K.greater(y_true, y_pred)
    err = K.square(y_true - y_pred)
    return K.mean(K.switch(short, 3.0 * err, err), axis=-1)


def build(width, units):
    inp = layers.Input((width, 1))
    x = layers.Bidirectional(layers.GRU(units, return_sequences=True), merge_mode="ave", name="both")(inp)
    x = layers.Permute((2, 1), name="perm")(x)
    x = layers.Dense(width, activation="softmax", kernel_regularizer=regularizers.l2(1e-4), name="time_weights")(x)
    x = layers.Lambda(lambda t: K.max(t, axis=-1), name="peak")(x)
    return tf_keras.Model(inp, layers.Dense(1, name="demand")(x), name="forecast")


series = (np.sin(np.arange(200) / 7) + 0.1 * np.random.randn(200)).astype("float32")
train = Windows(series[:150], 12, 16)
test = Windows(series[150:], 12, 16)

model = build(12, 8)
model.compile(tf_keras.optimizers.legacy.Adam(1e-3, decay=1e-5), stock_loss, metrics=["mae"])
for round_ in range(2):
    h = model.fit_generator(train, steps_per_epoch=len(train), epochs=1, validation_data=test, verbose=0)
    print(round_, {k: round(float(v[0]), 4) for k, v in h.history.items()})
