import numpy as np
import tensorflow as tf


class SparseDense(tf.keras.layers.Layer):
    def __init__(self, units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = tf.keras.activations.get(activation)

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")
        self.threshold = self.add_weight(shape=(), initializer=tf.keras.initializers.Constant(0.05), name="threshold")

    def call(self, x):
        alive = tf.abs(self.w) > self.threshold
        mask = tf.cast(alive, self.w.dtype)
        return self.activation(tf.matmul(x, self.w * mask) + self.b)


model = tf.keras.Sequential([
    tf.keras.Input((9,)),
    SparseDense(14, "relu", name="sparse_1"),
    SparseDense(2, name="sparse_2"),
], name="mlp")
model.compile(optimizer=tf.keras.optimizers.SGD(0.05), loss="mse", steps_per_execution=2)
x = np.random.randn(64, 9).astype("float32")
model.fit(x, x[:, :2], batch_size=16, epochs=2, verbose=0)
print([float(v) for v in model.weights if "threshold" in v.path])
