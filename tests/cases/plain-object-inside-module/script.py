"""Mixture density network; the mixture head is its own little class."""
import math

import tensorflow as tf


class MixtureHead(object):
    """pi, mu, sigma from a feature vector"""

    def __init__(self, n_in, n_mix):
        scale = 1.0 / math.sqrt(n_in)
        self.w_pi = tf.Variable(tf.random.normal([n_in, n_mix]) * scale, name="w_pi")
        self.w_mu = tf.Variable(tf.random.normal([n_in, n_mix]) * scale, name="w_mu")
        self.b_mu = tf.Variable(tf.linspace(-1.0, 1.0, n_mix), name="b_mu")
        self.w_sigma = tf.Variable(tf.zeros([n_in, n_mix]), name="w_sigma")

    def __call__(self, h):
        return tf.nn.log_softmax(h @ self.w_pi), h @ self.w_mu + self.b_mu, 1e-3 + tf.nn.softplus(h @ self.w_sigma)


class MDN(tf.Module):
    def __init__(self, hidden=15, mixtures=5):
        super().__init__(name="mdn")
        self.w1 = tf.Variable(tf.random.normal([1, hidden]), name="w1")
        self.b1 = tf.Variable(tf.zeros([hidden]), name="b1")
        self.head = MixtureHead(hidden, mixtures)

    def __call__(self, x):
        return self.head(tf.tanh(x @ self.w1 + self.b1))

    def nll(self, x, y):
        log_pi, mu, sigma = self(x)
        log_prob = -0.5 * ((y - mu) / sigma) ** 2 - tf.math.log(sigma) - 0.5 * math.log(2 * math.pi)
        return -tf.reduce_mean(tf.reduce_logsumexp(log_pi + log_prob, axis=1))


def inverse_sine(n=128):
    y = tf.random.uniform([n, 1], -1.0, 1.0)
    x = y + 0.3 * tf.sin(2 * math.pi * y) + 0.05 * tf.random.normal([n, 1])
    return x, y


mdn = MDN()
optimizer = tf.keras.optimizers.Adam(0.01)
print("parameters:", sum(int(tf.size(v)) for v in mdn.trainable_variables))

best = float("inf")
for epoch in range(5):
    x, y = inverse_sine()
    with tf.GradientTape() as tape:
        loss = mdn.nll(x, y)
    grads = tape.gradient(loss, mdn.trainable_variables)
    optimizer.apply_gradients(zip(grads, mdn.trainable_variables))
    if loss < best:
        best = loss.numpy()
    print("epoch", epoch, "nll", loss.numpy(), "best", best)
