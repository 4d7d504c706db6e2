"""N-BEATS with generic blocks and doubly residual stacking."""
import dataclasses
import numpy as np
import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class Cfg:
    lookback: int = 12
    horizon: int = 4
    hidden: int = 16
    theta: int = 5
    blocks: int = 3


class Block(tf.keras.layers.Layer):
    def __init__(self, cfg, **kw):
        super().__init__(**kw)
        dense = tf.keras.layers.Dense
        self.fc1 = dense(cfg.hidden, activation="relu", name="fc1")
        self.fc2 = dense(cfg.hidden, activation="relu", name="fc2")
        self.theta_b = dense(cfg.theta, use_bias=False, name="theta_b")
        self.theta_f = dense(cfg.theta, use_bias=False, name="theta_f")
        self.backcast = dense(cfg.lookback, name="backcast")
        self.forecast = dense(cfg.horizon, name="forecast")

    def call(self, x):
        h = self.fc2(self.fc1(x))
        return self.backcast(self.theta_b(h)), self.forecast(self.theta_f(h))


class NBeats(tf.keras.Model):
    def __init__(self, cfg):
        super().__init__(name="nbeats")
        self.stack = [Block(cfg, name=f"block{i}") for i in range(cfg.blocks)]

    def call(self, x):
        total = 0.0
        for block in self.stack:
            back, fore = block(x)
            x = x - back
            total += fore
        return total


def windows(cfg, n=80):
    t = np.arange(n + cfg.lookback + cfg.horizon)
    series = np.sin(t / 4) + 0.3 * np.sin(t / 1.7) + 0.05 * np.random.randn(len(t))
    rows = np.stack([series[i:i + cfg.lookback + cfg.horizon] for i in range(n)]).astype("float32")
    return tf.data.Dataset.from_tensor_slices((rows[:, :cfg.lookback], rows[:, cfg.lookback:])).shuffle(n).batch(20)


def smape(y, p):
    return tf.reduce_mean(2 * tf.abs(y - p) / (tf.abs(y) + tf.abs(p) + 1e-3))


cfg = Cfg()
model, opt = NBeats(cfg), tf.keras.optimizers.Adam(1e-3, global_clipnorm=1.0)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = smape(y, model(x))
    v = model.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, v), v))
    return loss


for epoch in range(2):
    losses = [float(step(x, y)) for x, y in windows(cfg)]
    print("epoch", epoch, "smape", np.mean(losses))
