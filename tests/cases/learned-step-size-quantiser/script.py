"""LSQ: learned step size quantisation, round passes the gradient straight through (custom_gradient)."""
import numpy as np
import tensorflow as tf
from tensorflow import keras


@tf.custom_gradient
def round_ste(x):
    def grad(upstream):
        return upstream
    return tf.round(x), grad


def grad_scale(x, scale):
    y = x * scale
    return tf.stop_gradient(x - y) + y


@tf.custom_gradient
def binarize(x):
    def grad(dy):
        return dy * tf.cast(tf.abs(x) <= 1.0, dy.dtype)
    return tf.where(x >= 0, tf.ones_like(x), -tf.ones_like(x)), grad


class LSQ(keras.layers.Layer):
    def __init__(self, bits=3, **kw):
        super().__init__(**kw)
        self.lo, self.hi = -2 ** (bits - 1), 2 ** (bits - 1) - 1

    def build(self, shape):
        self.step = self.add_weight(shape=(), initializer=keras.initializers.Constant(0.2), name="step")

    def call(self, x):
        g = 1.0 / np.sqrt(self.hi * 10)
        s = grad_scale(tf.convert_to_tensor(self.step), g)
        return round_ste(tf.clip_by_value(x / s, self.lo, self.hi)) * s


class BinaryDense(keras.layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units

    def build(self, shape):
        self.latent = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_normal", name="latent")

    def call(self, x):
        return tf.matmul(x, binarize(tf.convert_to_tensor(self.latent)))


inp = keras.Input((8,), name="pixels")
x = keras.layers.Dense(16, activation="relu", name="first")(inp)
x = LSQ(name="quant_1")(x)
x = BinaryDense(16, name="binary")(x)
x = keras.layers.BatchNormalization(name="bn")(x)
x = LSQ(bits=2, name="quant_2")(x)
out = keras.layers.Dense(4, name="last")(x)
net = keras.Model(inp, out)
net.compile(optimizer=keras.optimizers.Adam(3e-3), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
X, y = np.random.randn(96, 8).astype("float32"), np.random.randint(0, 4, 96)
net.fit(X, y, epochs=2, batch_size=32, verbose=0)
print("steps:", [float(l.step) for l in net.layers if isinstance(l, LSQ)])
