import numpy as np
import tensorflow as tf
from tensorflow import keras

ORDER = [3, 0, 2, 1]


class Mixer(keras.layers.Layer):
    def build(self, shape):
        self.left = self.add_weight(shape=(shape[-1], 4), name="left")
        self.right = self.add_weight(shape=(shape[-1], 4), name="right")
        self.third = self.add_weight(shape=(4,), name="third")

    def call(self, x):
        a, b = x @ self.left, x @ self.right
        both = tf.stack([a, b], axis=1)
        shuffled = tf.gather(both, ORDER, axis=2)
        even = shuffled * tf.constant([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
        first, second = tf.unstack(even, axis=1)
        picked = tf.where(tf.constant([True, True, False, False]), first, second + self.third)
        rows = tf.tensor_scatter_nd_update(tf.transpose(picked), [[0], [1]], tf.transpose(a)[:2] + tf.transpose(first)[:2])
        band = tf.linalg.band_part(tf.concat([rows, tf.transpose(second)], 0), -1, 0)
        ends = tf.dynamic_partition(band, [0, 0, 0, 0, 1, 1, 1, 1], 2)
        return tf.reshape(tf.transpose(ends[0] + ends[1]), [-1, 4])


inputs = keras.Input([5], batch_size=8)
outputs = keras.layers.Dense(1)(Mixer(name="mixer")(inputs))
model = keras.Model(inputs, outputs)
model.compile("sgd", "mse")
model.fit(np.random.normal(size=[32, 5]), np.random.normal(size=[32, 1]), batch_size=8, epochs=1, verbose=0)
