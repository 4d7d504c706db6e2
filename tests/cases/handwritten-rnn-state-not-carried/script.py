import numpy as np
import tensorflow as tf

# Vanilla RNN for the "is the sum of the sequence positive" toy task, weights in a NamedTuple
from typing import NamedTuple


class Params(NamedTuple):
    w_xh: tf.Variable
    w_hh: tf.Variable
    b_h: tf.Variable
    w_hy: tf.Variable
    b_y: tf.Variable


def make_params(n_in, n_h, n_out, seed=0):
    g = tf.random.Generator.from_seed(seed)
    return Params(
        tf.Variable(g.normal([n_in, n_h], stddev=0.3), name="w_xh"),
        tf.Variable(g.normal([n_h, n_h], stddev=0.3), name="w_hh"),
        tf.Variable(tf.zeros([n_h]), name="b_h"),
        tf.Variable(g.normal([n_h, n_out], stddev=0.3), name="w_hy"),
        tf.Variable(tf.zeros([n_out]), name="b_y"),
    )


def cell(p, x, h):
    return tf.tanh(x @ p.w_xh + h @ p.w_hh + p.b_h)


def run_rnn(p, xs):
    h0 = tf.zeros([xs.shape[0], p.w_hh.shape[0]])
    pooled = 0.0
    for x_t in tf.unstack(xs, axis=1):
        h_t = cell(p, x_t, h0)
        pooled += h_t @ p.w_hy + p.b_y
    return pooled / xs.shape[1]


p = make_params(2, 9, 1)
velocity = [tf.Variable(tf.zeros_like(v), trainable=False) for v in p]


@tf.function
def momentum_step(xs, ys, lr=0.1, mu=0.9):
    with tf.GradientTape() as tape:
        logits = run_rnn(p, xs)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=ys, logits=logits))
    grads = tape.gradient(loss, p)
    for v, m, g in zip(p, velocity, grads):
        m.assign(mu * m - lr * g)
        v.assign_add(m)
    return loss, tf.reduce_mean(tf.cast((logits > 0) == (ys > 0.5), tf.float32))


rng = np.random.default_rng(1)
for it in range(6):
    xs = rng.normal(size=(32, 7, 2)).astype("float32")
    ys = (xs.sum(axis=(1, 2)) > 0).astype("float32")[:, None]
    loss, acc = momentum_step(tf.constant(xs), tf.constant(ys))
    if it % 2 == 0:
        print(f"it {it} loss {loss.numpy():.4f} acc {acc.numpy():.2f}")
