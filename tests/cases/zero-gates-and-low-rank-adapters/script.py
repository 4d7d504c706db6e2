import tensorflow as tf
from tensorflow.keras import layers


class LoRADense(layers.Layer):
    def __init__(self, units, rank=2, **kw):
        super().__init__(**kw)
        self.base = layers.Dense(units, name="base", trainable=False)
        self.units, self.rank = units, rank

    def build(self, shape):
        self.base.build(shape)
        self.down = self.add_weight(shape=(shape[-1], self.rank), initializer="he_normal", name="down")
        self.up = self.add_weight(shape=(self.rank, self.units), initializer="zeros", name="up")

    def call(self, x):
        return self.base(x) + tf.matmul(tf.matmul(x, self.down), self.up)


class ReZero(layers.Layer):
    def __init__(self, inner, **kw):
        super().__init__(**kw)
        self.inner = inner

    def build(self, shape):
        self.inner.build(shape)
        self.alpha = self.add_weight(shape=(), initializer="zeros", name="alpha")

    def call(self, x):
        return x + self.alpha * tf.nn.gelu(self.inner(x))


model = tf.keras.Sequential([
    layers.Input((8,)),
    LoRADense(8, name="lora"),
    ReZero(layers.Dense(8, name="inner"), name="rezero"),
    layers.Dense(1, name="out"),
], name="adapted")
model.compile(tf.keras.optimizers.Adam(1e-2), "mse")
x = tf.random.normal([64, 8])
model.fit(x, tf.reduce_sum(tf.sin(x), axis=1), batch_size=16, epochs=2, verbose=0)
