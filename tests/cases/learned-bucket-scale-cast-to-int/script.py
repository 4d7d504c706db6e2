# tabular transformer: numeric columns are bucketised by a layer and embedded per bucket
import numpy as np
import keras
from keras import layers, ops


class SoftBuckets(layers.Layer):
    """Learns scale and shift per column, then looks the bucket up in an embedding table."""

    def __init__(self, n_buckets, dim, **kwargs):
        super().__init__(**kwargs)
        self.n_buckets, self.dim = n_buckets, dim

    def build(self, input_shape):
        cols = input_shape[-1]
        self.scale = self.add_weight(shape=(cols,), initializer="ones", name="scale")
        self.shift = self.add_weight(shape=(cols,), initializer="zeros", name="shift")
        self.table = self.add_weight(shape=(cols, self.n_buckets, self.dim), initializer="glorot_uniform", name="table")

    def call(self, x):
        position = ops.sigmoid(x * self.scale + self.shift) * (self.n_buckets - 1)
        bucket = ops.cast(position, "int32")
        onehot = ops.one_hot(bucket, self.n_buckets)
        return ops.einsum("bcn,cnd->bcd", onehot, self.table)


class Block(layers.Layer):
    def __init__(self, dim, heads=2, **kw):
        super().__init__(**kw)
        self.att = layers.MultiHeadAttention(heads, dim // heads, name="att")
        self.ln1 = layers.LayerNormalization(name="ln1")
        self.ffn = keras.Sequential([layers.Dense(2 * dim, activation="gelu", name="up"), layers.Dense(dim, name="down")], name="ffn")
        self.ln2 = layers.LayerNormalization(name="ln2")

    def call(self, x):
        x = self.ln1(x + self.att(x, x))
        return self.ln2(x + self.ffn(x))


def build_model(cols=7, dim=8):
    inp = keras.Input((cols,), name="numeric")
    x = SoftBuckets(10, dim, name="buckets")(inp)
    x = Block(dim, name="block")(x)
    x = layers.Flatten()(x)
    return keras.Model(inp, layers.Dense(1, name="out")(x), name="tab")


m = build_model()
m.compile("rmsprop", "mse")
X = np.random.randn(120, 7).astype("float32")
y = np.sin(X[:, 0]) + X[:, 1] ** 2
m.fit(X, y, epochs=2, batch_size=30, verbose=0)
print("mse", m.evaluate(X, y, verbose=0))
