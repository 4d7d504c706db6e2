import keras
import numpy as np
from keras import ops


class TiedDense(keras.layers.Layer):
    def __init__(self, source, **kw):
        super().__init__(**kw)
        self.get_kernel = lambda: ops.transpose(source.kernel)
        self.n = None

    def build(self, shape):
        self.bias = self.add_weight(shape=(8,), initializer="zeros", name="tbias")

    def call(self, x):
        return ops.matmul(x, self.get_kernel()) + self.bias


enc = keras.layers.Dense(3, activation="elu", name="enc")
i = keras.Input((8,))
z = enc(i)
ae = keras.Model(i, TiedDense(enc, name="tied")(z))
ae.compile("adam", "mse")
x = np.random.randn(32, 8)
ae.fit(x, x, verbose=0)
