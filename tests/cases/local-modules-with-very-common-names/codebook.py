import tensorflow as tf


class SoftCodes(tf.keras.layers.Layer):
    def __init__(self, k, dim, **kw):
        super().__init__(**kw)
        self.k, self.dim = k, dim

    def build(self, shape):
        self.book = self.add_weight(shape=(self.k, self.dim), initializer="random_uniform", name="book")

    def call(self, logits):
        return tf.nn.softmax(logits) @ self.book

    def usage_penalty(self, logits):
        p = tf.reduce_mean(tf.nn.softmax(logits), axis=0)
        return tf.reduce_sum(p * tf.math.log(p + 1e-8))
