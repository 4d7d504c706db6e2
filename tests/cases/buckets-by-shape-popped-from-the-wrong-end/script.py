"""Fake all-reduce: gradients of two workers are bucketed by shape, averaged in one go and unpacked again."""
from collections import defaultdict
import numpy as np
import tensorflow as tf

tf.random.set_seed(9)
DIM, LR, MU = 10, 0.05, 0.9

names = ["w_input", "w_update", "w_reset", "w_cand", "w_readout"]
shapes = [(6, DIM), (DIM, DIM), (DIM, DIM), (DIM, DIM), (DIM, 1)]
weights = [tf.Variable(tf.random.normal(s, stddev=0.3), name=n) for n, s in zip(names, shapes)]
velocity = [tf.Variable(tf.zeros(s), trainable=False, name=n + "_v") for n, s in zip(names, shapes)]


def gated_net(x):
    w_in, w_z, w_r, w_c, w_out = weights
    h = tf.tanh(x @ w_in)
    for _ in range(2):
        z, r = tf.sigmoid(h @ w_z), tf.sigmoid(h @ w_r)
        h = z * h + (1 - z) * tf.tanh((r * h) @ w_c)
    return h @ w_out


def worker(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(gated_net(x) - y))
    return tape.gradient(loss, weights), loss


def all_reduce(per_worker):
    buckets = defaultdict(list)
    for grads in zip(*per_worker):
        buckets[tuple(grads[0].shape)].append(tf.stack(grads))
    return {shape: tf.unstack(tf.reduce_mean(tf.stack(bucket), axis=1)) for shape, bucket in buckets.items()}


@tf.function
def step(xs, ys):
    results = [worker(x, y) for x, y in zip(tf.split(xs, 2), tf.split(ys, 2))]
    reduced = all_reduce([grads for grads, _ in results])
    for w, v in zip(weights, velocity):
        g = reduced[tuple(w.shape)].pop()
        v.assign(MU * v + g)
        w.assign_sub(LR * v)
    return tf.add_n([loss for _, loss in results]) / 2


x = np.random.RandomState(0).randn(80, 6).astype("float32")
y = np.sin(x[:, :1] * x[:, 1:2]).astype("float32")
for it in range(5):
    pick = np.random.RandomState(it).choice(80, 40, replace=False)
    print(it, float(step(tf.constant(x[pick]), tf.constant(y[pick]))))
