# VAE for tabular data. tf.random.normal(mean=, stddev=) is mean + stddev * noise inside, so gradients do flow
from contextlib import contextmanager

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

LATENT = 3


@contextmanager
def recorded(optimizer, get_variables):
    """with recorded(opt, vars) as losses: losses.append(...)  -> one update when the block is left"""
    losses = []
    with tf.GradientTape() as tape:
        yield losses
        total = tf.add_n(losses)
    variables = get_variables()
    optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))


class Encoder(layers.Layer):
    def __init__(self):
        super().__init__(name="encoder")
        self.h = layers.Dense(16, activation="relu", name="h")
        self.stats = layers.Dense(2 * LATENT, name="stats")

    def call(self, x):
        mean, raw = tf.split(self.stats(self.h(x)), 2, axis=-1)
        return mean, tf.nn.softplus(raw) + 1e-4


encoder = Encoder()
decoder = tf.keras.Sequential([layers.Dense(16, activation="relu", name="g"), layers.Dense(7, name="rows")], name="decoder")
noise_level = tf.Variable(0.0, name="log_noise")
opt = tf.keras.optimizers.Adamax(2e-3)


def all_variables():
    return encoder.trainable_variables + decoder.trainable_variables + [noise_level]


table = np.random.multivariate_normal(np.zeros(7), np.eye(7) + 0.5, size=160).astype("float32")
for epoch in range(2):
    report = []
    for rows in tf.data.Dataset.from_tensor_slices(table).shuffle(160).batch(40):
        with recorded(opt, all_variables) as losses:
            mean, std = encoder(rows)
            z = tf.random.normal(tf.shape(mean), mean=mean, stddev=std)
            error = tf.reduce_sum((decoder(z) - rows) ** 2, axis=-1)
            losses.append(tf.reduce_mean(0.5 * error * tf.exp(-noise_level) + 3.5 * noise_level))
            losses.append(tf.reduce_mean(tf.reduce_sum(0.5 * (mean ** 2 + std ** 2 - 1) - tf.math.log(std), -1)))
        report.append([float(l) for l in losses])
    print("epoch", epoch, "reconstruction %.3f kl %.3f" % tuple(np.mean(report, axis=0)))
