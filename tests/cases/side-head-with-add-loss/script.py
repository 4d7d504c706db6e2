import numpy as np
import keras
from keras import ops


class Whiten(keras.layers.Layer):
    """Penalises correlated features; passes its input through unchanged."""

    def __init__(self, k, **kw):
        super().__init__(**kw)
        self.proj = keras.layers.Dense(k, name="proj")

    def build(self, shape):
        self.proj.build(shape)

    def call(self, x):
        z = self.proj(x)
        cov = ops.matmul(ops.transpose(z), z) / 16.0
        self.add_loss(0.01 * ops.sum(ops.square(cov - ops.eye(z.shape[-1]))))
        return x


i = keras.Input((6,))
h = keras.layers.Dense(5, activation="relu", name="h")(i)
h = Whiten(3, name="whiten")(h)
m = keras.Model(i, keras.layers.Dense(1, name="y")(h))
m.compile("adam", "mse")
x = np.random.randn(48, 6)
m.fit(x, x[:, :1], batch_size=16, verbose=0)
