# heteroscedastic regression; the scale head starts far too wide (copied from another project)
import numpy as np
import tensorflow as tf
from tensorflow import keras

LOW, HIGH = -6.0, 2.0


def build():
    inp = keras.Input((4,), name="weather")
    h = keras.layers.Dense(16, activation="tanh", name="h")(inp)
    mean = keras.layers.Dense(1, name="mean")(h)
    log_scale = keras.layers.Dense(1, name="log_scale", kernel_initializer="zeros",
                                   bias_initializer=keras.initializers.Constant(3.0))(h)
    return keras.Model(inp, keras.layers.Concatenate(name="params")([mean, log_scale]))


def laplace_nll(y, params):
    mean, log_scale = tf.split(params, 2, axis=-1)
    log_scale = tf.clip_by_value(log_scale, LOW, HIGH)
    return tf.reduce_mean(tf.abs(y - mean) * tf.exp(-log_scale) + log_scale)


class Coverage(keras.metrics.Metric):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.hit = self.add_weight(name="hit", initializer="zeros")
        self.n = self.add_weight(name="n", initializer="zeros")

    def update_state(self, y, params, sample_weight=None):
        mean, s = tf.split(params, 2, axis=-1)
        inside = tf.abs(y - mean) < 1.6 * tf.exp(tf.clip_by_value(s, LOW, HIGH))
        self.hit.assign_add(tf.reduce_sum(tf.cast(inside, tf.float32)))
        self.n.assign_add(tf.cast(tf.size(inside), tf.float32))

    def result(self):
        return self.hit / self.n


keras.utils.set_random_seed(2)
x = np.random.randn(128, 4).astype("float32")
y = (x[:, :1] + np.exp(0.5 * x[:, 1:2]) * np.random.laplace(size=(128, 1))).astype("float32")
net = build()
net.compile(keras.optimizers.Adam(0.01, clipnorm=1.0), laplace_nll, metrics=[Coverage(name="cover80")])
net.fit(x, y, batch_size=32, epochs=2, verbose=2)
