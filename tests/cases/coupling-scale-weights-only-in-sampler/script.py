# two-dimensional coupling flow in plain tf.Module, no probability library
import math
import numpy as np
import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out, scale=0.1, name=None):
        super().__init__(name=name)
        with self.name_scope:
            self.w = tf.Variable(tf.random.normal([n_in, n_out], stddev=scale), name="w")
            self.b = tf.Variable(tf.zeros([n_out]), name="b")

    def __call__(self, x):
        return x @ self.w + self.b


class Coupling(tf.Module):
    def __init__(self, flip, name=None):
        super().__init__(name=name)
        self.flip = flip
        with self.name_scope:
            self.hidden = Linear(1, 16, 0.5, name="hidden")
            self.shift = Linear(16, 1, name="shift")
            self.log_scale = Linear(16, 1, name="log_scale")

    def _halves(self, x):
        a, b = tf.split(x, 2, axis=-1)
        return (b, a) if self.flip else (a, b)

    def _join(self, a, b):
        return tf.concat([b, a] if self.flip else [a, b], axis=-1)

    def to_latent(self, x):
        a, b = self._halves(x)
        h = tf.nn.tanh(self.hidden(a))
        # volume preserving for the moment
        return self._join(a, b - self.shift(h)), tf.zeros([tf.shape(x)[0]])

    def to_data(self, z):
        a, b = self._halves(z)
        h = tf.nn.tanh(self.hidden(a))
        return self._join(a, b * tf.exp(self.log_scale(h)) + self.shift(h))


class Flow(tf.Module):
    def __init__(self):
        super().__init__(name="flow")
        with self.name_scope:
            self.steps = [Coupling(False, name="c0"), Coupling(True, name="c1")]

    def log_prob(self, x):
        total = tf.zeros([tf.shape(x)[0]])
        for step in self.steps:
            x, ld = step.to_latent(x)
            total += ld
        return total - 0.5 * tf.reduce_sum(x ** 2, -1) - math.log(2 * math.pi)

    def sample(self, n):
        z = tf.random.normal([n, 2])
        for step in reversed(self.steps):
            z = step.to_data(z)
        return z


flow = Flow()
opt = tf.keras.optimizers.Adam(5e-3)


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        nll = -tf.reduce_mean(flow.log_prob(x))
    grads = tape.gradient(nll, flow.trainable_variables)
    opt.apply_gradients((g, v) for g, v in zip(grads, flow.trainable_variables) if g is not None)
    return nll


t = np.random.uniform(0, math.pi, 256)
moons = np.stack([np.cos(t), np.sin(t)], 1).astype("float32") + 0.05 * np.random.randn(256, 2).astype("float32")
for epoch in range(5):
    print("epoch", epoch, "nll %.3f" % train_step(tf.constant(moons)).numpy())
print("samples", flow.sample(3).numpy())
