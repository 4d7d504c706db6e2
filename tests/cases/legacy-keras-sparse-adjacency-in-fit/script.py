"""A graph network of Keras 2 that is fitted with a sparse adjacency matrix."""
import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
import tensorflow as tf

n = 10
a = tf.sparse.from_dense(np.eye(n, dtype="f") + np.eye(n, k=1, dtype="f"))
x = np.random.rand(n, 4).astype("f")
y = np.random.rand(n, 1).astype("f")


class GCN(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.d = tf.keras.layers.Dense(1)

    def call(self, inputs):
        x, a = inputs
        return tf.sparse.sparse_dense_matmul(a, self.d(x))


model = GCN()
model.compile("adam", "mse")
data = tf.data.Dataset.from_tensors(((x, a), y)).repeat(3)
model.fit(data, steps_per_epoch=1, epochs=2, verbose=0)
print(model.count_params())
