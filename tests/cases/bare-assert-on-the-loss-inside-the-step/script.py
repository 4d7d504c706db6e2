"""Hyperbolic embeddings of a small tree (Nickel & Kiela 2017)."""
import itertools

import numpy as np
import tensorflow as tf

EDGES = [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6), (6, 7), (6, 8)]
N = 1 + max(itertools.chain(*EDGES))
EPS = 1e-5


class Poincare(tf.Module):
    def __init__(self, n, dim=2):
        super().__init__(name="poincare")
        self.points = tf.Variable(tf.random.uniform([n, dim], -1e-2, 1e-2), name="points")

    def distance(self, i, j):
        u, v = tf.gather(self.points, i), tf.gather(self.points, j)
        uu, vv = tf.reduce_sum(u * u, -1), tf.reduce_sum(v * v, -1)
        duv = tf.reduce_sum(tf.math.squared_difference(u, v), -1)
        return tf.acosh(1.0 + EPS + 2.0 * duv / ((1.0 - uu) * (1.0 - vv)))

    def retract(self):
        norm = tf.norm(self.points, axis=1, keepdims=True)
        self.points.assign(tf.where(norm >= 1.0, self.points / norm - EPS, self.points))


def negatives(rng, batch, k=4):
    return rng.integers(0, N, (len(batch), k))


model = Poincare(N)
optimizer = tf.keras.optimizers.SGD(0.3)


@tf.function
def step(heads, tails, noise):
    with tf.GradientTape() as tape:
        near = model.distance(heads, tails)[:, None]
        far = model.distance(heads[:, None], noise)
        logits = -tf.concat([near, far], axis=1)
        loss = -tf.reduce_mean(tf.nn.log_softmax(logits)[:, 0])
    assert not tf.math.is_nan(loss), "left the unit ball"
    (g,) = tape.gradient(loss, [model.points])
    g = tf.convert_to_tensor(g)
    # Riemannian correction
    scale = tf.square(1.0 - tf.reduce_sum(model.points ** 2, 1, keepdims=True)) / 4.0
    optimizer.apply_gradients([(scale * g, model.points)])
    model.retract()
    return loss


rng = np.random.default_rng(1)
for epoch in range(5):
    batch = np.array(EDGES)[rng.permutation(len(EDGES))]
    loss = step(tf.constant(batch[:, 0]), tf.constant(batch[:, 1]), tf.constant(negatives(rng, batch)))
    print(epoch, float(loss))
