"""Two-headed house price model, everything eager because we want to set breakpoints."""
import math
import sys

import numpy as np
import tensorflow as tf


class CosineWithRestarts(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, base, period):
        self.base, self.period = base, period

    def __call__(self, step):
        step = int(step)
        if step < 3:
            return self.base * (step + 1) / 3
        phase = (step % self.period) / self.period
        return self.base * 0.5 * (1 + math.cos(math.pi * phase))


class BestKeeper:
    """keeps the best weights, as numpy arrays"""

    def __init__(self, patience=4):
        self.best, self.weights, self.patience, self.bad = math.inf, None, patience, 0

    def __call__(self, value, model):
        value = value.numpy()
        if value < self.best:
            self.best, self.bad = min(self.best, value), 0
            self.weights = [w.numpy().copy() for w in model.weights]
        else:
            self.bad += 1
        return self.bad > self.patience


def build():
    inp = tf.keras.Input((7,), name="house")
    h = tf.keras.layers.Dense(16, activation="selu", name="h1")(inp)
    price = tf.keras.layers.Dense(1, name="price")(h)
    days = tf.keras.layers.Dense(1, activation="softplus", name="days_on_market")(h)
    return tf.keras.Model(inp, [price, days], name="houses")


rng = np.random.default_rng(8)
x = tf.constant(rng.normal(size=(80, 7)), tf.float32)
y = tf.constant(rng.normal(size=(80, 2)), tf.float32)
model = build()
opt = tf.keras.optimizers.SGD(CosineWithRestarts(0.05, 10), momentum=0.9)
keeper = BestKeeper()

for step in range(15):
    rows = rng.choice(80, 20, replace=False)
    with tf.GradientTape() as tape:
        price, days = model(tf.gather(x, rows), training=True)
        l_price = tf.reduce_mean((price[:, 0] - tf.gather(y[:, 0], rows)) ** 2)
        l_days = tf.reduce_mean(tf.abs(days[:, 0] - tf.gather(y[:, 1], rows)))
        loss = l_price + 0.3 * l_days
    grads = tape.gradient(loss, model.trainable_variables)
    norm = float(tf.linalg.global_norm(grads))
    if not np.isfinite(norm):
        sys.exit("exploded")
    opt.apply_gradients(zip(grads, model.trainable_variables))
    if keeper(loss, model):
        break
    print("%2d  lr %.4f  |g| %.3f  price %.3f  days %.3f" % (step, float(opt.learning_rate), norm, l_price, l_days))
model.set_weights(keeper.weights)
