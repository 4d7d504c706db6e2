"""Quantisation aware training of a keyword spotting net: 4-bit kernels, per-channel scale."""
import numpy as np
import keras
from keras import layers, ops


def fake_quant(w, scale, bits=4):
    qmax = 2 ** (bits - 1) - 1
    q = ops.clip(w / scale, -qmax - 1, qmax)
    return ops.round(q) * scale


class QDense(layers.Dense):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(shape=(self.units,), initializer=keras.initializers.Constant(0.05), name="scale")

    def call(self, inputs, training=None):
        x = ops.matmul(inputs, fake_quant(self.kernel, self.scale))
        if self.use_bias:
            x = x + self.bias
        return self.activation(x)


class QDepthwise(layers.Layer):
    """float for now"""

    def __init__(self, k, **kw):
        super().__init__(**kw)
        self.conv = layers.DepthwiseConv1D(k, padding="same", name="dw")

    def call(self, x):
        return ops.relu(self.conv(x), )


def kws(n_words=5):
    inp = keras.Input((20, 8), name="mfcc")
    x = QDepthwise(5, name="dw0")(inp)
    x = QDense(12, activation="relu", name="pw0")(x)
    x = QDepthwise(3, name="dw1")(x)
    x = QDense(12, activation="relu", name="pw1")(x)
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(inp, layers.Dense(n_words, activation="softmax", name="words")(x))


model = kws()
model.compile(optimizer=keras.optimizers.Lion(1e-4), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
mfcc = np.random.randn(80, 20, 8).astype("float32")
word = np.random.randint(0, 5, 80)
model.fit(mfcc, word, batch_size=16, epochs=2, verbose=2)
