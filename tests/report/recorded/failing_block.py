"""A transformer whose feed-forward layer is one wider than what it is added to; its report is recorded."""

import tensorflow as tf
from tensorflow.keras import layers

class Block(layers.Layer):
    def __init__(self, dim, heads):
        super().__init__()
        self.att = layers.MultiHeadAttention(heads, dim)
        self.ff = layers.Dense(dim + 1)
        self.n1, self.n2 = layers.LayerNormalization(), layers.LayerNormalization()

    def call(self, x):
        x = self.n1(x + self.att(x, x))
        return self.n2(x + self.ff(x))

class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.embed = layers.Dense(16)
        self.blocks = [Block(16, 2) for _ in range(3)]
        self.head = layers.Dense(1)

    def call(self, x):
        x = self.embed(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x)

net = Net()
opt = tf.keras.optimizers.Adam()

@tf.function
def train(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((net(x) - y) ** 2)
    opt.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))

train(tf.random.normal([4, 6, 3]), tf.random.normal([4, 6, 1]))
