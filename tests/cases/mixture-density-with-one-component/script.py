import argparse
import math

import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("--components", type=int, default=1, help="number of gaussians in the mixture")
parser.add_argument("--iters", type=int, default=5)
args, _ = parser.parse_known_args()


class MDN(tf.Module):
    def __init__(self, k, hidden=14):
        super().__init__(name="mdn")
        w = lambda shape, name: tf.Variable(tf.random.normal(shape, stddev=0.3), name=name)
        z = lambda n, name: tf.Variable(tf.zeros([n]), name=name)
        with self.name_scope:
            self.w_h, self.b_h = w([1, hidden], "w_h"), z(hidden, "b_h")
            self.w_pi, self.b_pi = w([hidden, k], "w_pi"), z(k, "b_pi")
            self.w_mu, self.b_mu = w([hidden, k], "w_mu"), z(k, "b_mu")
            self.w_sig, self.b_sig = w([hidden, k], "w_sig"), z(k, "b_sig")

    def __call__(self, x):
        h = tf.tanh(x @ self.w_h + self.b_h)
        mixing = tf.nn.softmax(h @ self.w_pi + self.b_pi, axis=-1)
        return mixing, h @ self.w_mu + self.b_mu, tf.nn.softplus(h @ self.w_sig + self.b_sig) + 1e-3


def negative_log_likelihood(params, y):
    mixing, mu, sigma = params
    log_gauss = -0.5 * ((y - mu) / sigma) ** 2 - tf.math.log(sigma) - 0.5 * math.log(2 * math.pi)
    return -tf.reduce_mean(tf.reduce_logsumexp(tf.math.log(mixing + 1e-10) + log_gauss, axis=-1))


mdn = MDN(args.components)
adam = tf.keras.optimizers.Adam(0.01)
rng = np.random.default_rng(0)
t = rng.uniform(-1, 1, (200, 1)).astype(np.float32)
x = (t + 0.3 * np.sin(2 * np.pi * t)).astype(np.float32)        # inverted sinusoid, y given x is multi-valued


@tf.function(reduce_retracing=True)
def fit(x, y):
    with tf.GradientTape() as tape:
        nll = negative_log_likelihood(mdn(x), y)
    grads = tape.gradient(nll, mdn.trainable_variables)
    adam.apply_gradients(zip(grads, mdn.trainable_variables))
    return nll


for i in range(args.iters):
    tf.print("iter", i, "nll", fit(tf.constant(x), tf.constant(t)))
