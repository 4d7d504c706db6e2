"""Masked autoencoder for distribution estimation, binary toy data."""
import numpy as np
import tensorflow as tf

D, HIDDEN = 6, 20


def make_masks(seed=0):
    rng = np.random.default_rng(seed)
    degree_in = np.arange(D)
    degree_hidden = rng.integers(D - 1, D, size=HIDDEN)
    degree_out = np.arange(D)
    mask1 = (degree_hidden[None, :] >= degree_in[:, None]).astype("float32")
    mask2 = (degree_out[None, :] > degree_hidden[:, None]).astype("float32")
    return mask1, mask2


class MADE(tf.Module):
    def __init__(self):
        super().__init__(name="made")
        glorot = tf.initializers.GlorotNormal(seed=1)
        self.mask1, self.mask2 = (tf.constant(m) for m in make_masks())
        with self.name_scope:
            self.w1 = tf.Variable(glorot([D, HIDDEN]), name="w1")
            self.b1 = tf.Variable(tf.zeros([HIDDEN]), name="b1")
            self.w2 = tf.Variable(glorot([HIDDEN, D]), name="w2")
            self.b2 = tf.Variable(tf.zeros([D]), name="b2")

    def logits(self, x):
        h = tf.nn.relu(x @ (self.w1 * self.mask1) + self.b1)
        masked = self.w2 * self.mask2
        return h @ masked + self.b2

    def nll(self, x):
        bits = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=self.logits(x))
        return tf.reduce_mean(tf.reduce_sum(bits, axis=1))


made = MADE()
opt = tf.keras.optimizers.Adam(1e-2)


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        nll = made.nll(x)
    grads = tape.gradient(nll, made.trainable_variables)
    opt.apply_gradients(zip(grads, made.trainable_variables))
    return nll


for epoch in range(5):
    first = tf.cast(tf.random.uniform([64, 1]) > 0.3, tf.float32)
    rest = tf.cast(tf.random.uniform([64, D - 1]) > 0.8, tf.float32)
    x = tf.concat([first, tf.abs(first - rest)], axis=1)
    print("epoch", epoch, "nll", float(train_step(x)))
