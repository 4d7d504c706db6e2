"""Layers of many kinds, two inputs with names; its report is recorded."""

import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Gate(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.inner = layers.Dense(16, name="inner")

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), name="scale")

    def call(self, x):
        g = tf.sigmoid(self.inner(x) * self.scale)
        return x * g


a = layers.Input((9, 8), name="sound")
b = layers.Input((5, 3), name="pose")
h = layers.GRU(16, return_sequences=True, name="gru")(a)
h = layers.Bidirectional(layers.LSTM(8, return_sequences=True), name="both")(h)
h = layers.MultiHeadAttention(2, 8, name="attention")(h, h)
h = Gate(name="gate")(h)
h = layers.GlobalAveragePooling1D(name="pool")(h)
small = keras.Sequential([layers.Dense(8, activation="relu", name="d1"), layers.BatchNormalization(name="bn"), layers.Dense(4, name="d2")], name="small")
h = small(h)
p = layers.SimpleRNN(6, name="rnn")(b)
out = layers.Dense(2, name="out")(layers.Concatenate(name="join")([h, p]))
model = keras.Model([a, b], out)
model.compile("adam", "mse")
model.fit([np.zeros((8, 9, 8), "f"), np.zeros((8, 5, 3), "f")], np.zeros((8, 2), "f"), verbose=0)
