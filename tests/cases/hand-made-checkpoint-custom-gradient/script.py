import numpy as np
import tensorflow as tf


def checkpoint(fn):
    @tf.custom_gradient
    def wrapped(x):
        y = fn(x)

        def grad(dy, variables=None):
            variables = list(variables or [])
            with tf.GradientTape() as tape:
                tape.watch(x)
                again = fn(x)
            g = tape.gradient(again, [x] + variables, output_gradients=dy)
            return g[0], g[1:]

        return y, grad

    return wrapped


class Block(tf.keras.layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units

    def build(self, shape):
        self.k = self.add_weight(shape=(shape[-1], self.units), name="k")
        self.b = self.add_weight(shape=(self.units,), name="b", initializer="zeros")
        self.run = checkpoint(lambda h: tf.nn.relu(tf.matmul(h, self.k) + self.b))

    def call(self, x):
        return self.run(x)


net = tf.keras.Sequential([Block(8, name="blk1"), Block(8, name="blk2"), tf.keras.layers.Dense(1, name="o")])
net.build((None, 4))
opt = tf.keras.optimizers.Adam()


def train(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((net(x) - y) ** 2)
    g = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(g, net.trainable_variables))
    return loss


for _ in range(3):
    print(train(tf.random.normal([8, 4]), tf.ones([8, 1])).numpy())
