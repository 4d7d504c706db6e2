# Bayesian-optimisation surrogate with "input warping" (Snoek et al. 2014): every input goes through a learned Beta CDF
import numpy as np
import tensorflow as tf

keras = tf.keras
N_PARAMS = 4


class BetaWarp(keras.layers.Layer):
    def build(self, input_shape):
        n = input_shape[-1]
        self.log_a = self.add_weight(name="log_a", shape=(n,), initializer="zeros")
        self.log_b = self.add_weight(name="log_b", shape=(n,), initializer="zeros")

    def call(self, u):
        a = tf.exp(self.log_a) * tf.ones_like(u)
        b = tf.exp(self.log_b) * tf.ones_like(u)
        u = tf.clip_by_value(u, 1e-5, 1.0 - 1e-5)
        return tf.math.betainc(a, b, u)


class Surrogate(keras.Model):
    def __init__(self, hidden=(16, 16)):
        super().__init__(name="surrogate")
        self.warp = BetaWarp(name="warp")
        self.hidden = [keras.layers.Dense(h, activation="tanh", name=f"fc{i}") for i, h in enumerate(hidden)]
        self.mean = keras.layers.Dense(1, name="mean")
        self.raw_std = keras.layers.Dense(1, name="raw_std")

    def call(self, config):
        h = self.warp(config)
        for layer in self.hidden:
            h = layer(h)
        return tf.concat([self.mean(h), tf.nn.softplus(self.raw_std(h)) + 1e-3], axis=-1)


def gaussian_nll(y, out):
    mean, std = out[:, :1], out[:, 1:]
    return tf.reduce_mean(tf.math.log(std) + 0.5 * tf.square((y - mean) / std))


def objective(u):
    """what the tuner measures: validation loss as a function of four normalised hyper-parameters"""
    return (np.log10(u[:, :1] + 0.01) ** 2 + u[:, 1:2] * u[:, 2:3] + 0.05 * np.random.randn(len(u), 1)).astype("float32")


trials = np.random.rand(64, N_PARAMS).astype("float32")
scores = objective(trials)
scores = (scores - scores.mean()) / scores.std()

model = Surrogate()
model.compile(optimizer=keras.optimizers.Adam(5e-3), loss=gaussian_nll)
model.fit(trials, scores, epochs=3, batch_size=16, verbose=0)
candidates = np.random.rand(200, N_PARAMS).astype("float32")
out = model.predict(candidates, verbose=0)
best = int(np.argmin(out[:, 0] - 1.96 * out[:, 1]))
print("next trial:", candidates[best].round(3), "a:", np.exp(model.warp.log_a.numpy()))
