# 2-D Gaussian fitted to correlated points by hand, covariance via a Cholesky factor.
import math
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(4)
true_cov = np.array([[1.0, 0.8], [0.8, 1.5]])
points = rng.multivariate_normal([0.5, -1.0], true_cov, size=400).astype("float32")

mu = tf.Variable([0.0, 0.0], name="mu")
log_a = tf.Variable(0.0, name="log_a")
coupling = tf.Variable(0.1, name="coupling")
log_b = tf.Variable(0.0, name="log_b")


def cholesky_factor():
    zero = tf.constant(0.0)
    rows = [tf.stack([tf.exp(log_a), zero]),
            tf.stack([coupling, tf.exp(log_b)])]
    return tf.stack(rows)


def log_prob(x):
    L = cholesky_factor()
    std = tf.linalg.diag_part(L)
    z = (x - mu) / std
    log_det = tf.reduce_sum(tf.math.log(std))
    return -0.5 * tf.reduce_sum(z * z, axis=1) - log_det - math.log(2 * math.pi)


class SGD:
    """tiny, with heavy ball"""

    def __init__(self, lr, beta=0.8):
        self.lr, self.beta, self.buf = lr, beta, {}

    def step(self, variables, grads):
        for v, g in zip(variables, grads):
            previous = self.buf.get(v.ref(), tf.zeros_like(v))
            self.buf[v.ref()] = self.beta * previous + g
            v.assign_sub(self.lr * self.buf[v.ref()])


everything = [mu, log_a, coupling, log_b]
opt = SGD(0.02)
trace = []
for it in range(30):
    batch = tf.constant(points[rng.integers(0, len(points), 64)])
    with tf.GradientTape() as tape:
        nll = -tf.reduce_mean(log_prob(batch))
    opt.step(everything, tape.gradient(nll, everything))
    trace.append(float(nll))
L = cholesky_factor().numpy()
print("first / last nll %.3f %.3f" % (trace[0], trace[-1]))
print("estimated covariance\n", L @ L.T)
