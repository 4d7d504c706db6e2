"""Lloyd's algorithm in TensorFlow, for the customer segments. Variables, tf.function, a loop, but no gradient anywhere."""
import numpy as np
import tensorflow as tf

K, DIM = 4, 3


class KMeans(tf.Module):
    def __init__(self, k, dim):
        super().__init__(name="kmeans")
        with self.name_scope:
            self.centroids = tf.Variable(tf.random.normal([k, dim]), name="centroids")
            self.inertia = tf.Variable(np.inf, dtype=tf.float32, trainable=False, name="inertia")

    def assign(self, x):
        d = tf.reduce_sum((x[:, None] - self.centroids[None]) ** 2, axis=-1)
        return tf.argmin(d, axis=1, output_type=tf.int32), tf.reduce_sum(tf.reduce_min(d, axis=1))

    @tf.function
    def train_step(self, x):
        member, inertia = self.assign(x)
        sums = tf.math.unsorted_segment_sum(x, member, K)
        counts = tf.math.unsorted_segment_sum(tf.ones([tf.shape(x)[0], 1]), member, K)
        self.centroids.assign(tf.where(counts > 0, sums / tf.maximum(counts, 1.0), self.centroids))
        improved = self.inertia - inertia
        self.inertia.assign(inertia)
        return improved


def load():
    rng = np.random.default_rng(5)
    blobs = [rng.normal(size=DIM) * 4 + rng.normal(size=(40, DIM)) for _ in range(K)]
    return tf.constant(np.concatenate(blobs), tf.float32)


data, model = load(), KMeans(K, DIM)
for epoch in range(20):
    gain = model.train_step(data)
    print("epoch", epoch, "inertia", model.inertia.numpy())
    if epoch and gain < 1e-3:
        break
print(model.centroids.numpy().round(2))
