# Reptile (Nichol et al. 2018) on sine regression.  Eager mode, simple on purpose.
import numpy as np
import tensorflow as tf

np.random.seed(11)
INNER_STEPS, INNER_LR, META_LR, META_ITERS = 4, 0.02, 0.1, 3

model = tf.keras.Sequential([
    tf.keras.layers.Dense(32, activation="tanh", name="h1"),
    tf.keras.layers.Dense(32, activation="tanh", name="h2"),
    tf.keras.layers.Dense(1, name="out"),
], name="sine_net")
model.build((None, 1))


def make_task():
    amplitude, phase = np.random.uniform(0.1, 5.0), np.random.uniform(0, np.pi)

    def sample(n):
        x = np.random.uniform(-5, 5, size=(n, 1)).astype(np.float32)
        return x, (amplitude * np.sin(x + phase)).astype(np.float32)
    return sample


def adapt(x, y, steps):
    """plain SGD, returns the loss of the last step"""
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x) - y))
        for v, g in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
            v.assign_sub(INNER_LR * g)
    return float(loss)


for it in range(META_ITERS):
    before = model.get_weights()
    sample = make_task()
    inner_loss = adapt(*sample(10), INNER_STEPS)
    after = model.get_weights()
    # move the initialisation towards the adapted weights
    frac = META_LR * (1 - it / META_ITERS)
    model.set_weights([b + frac * (a - b) for b, a in zip(before, after)])
    print("meta-iter %d: inner loss %.3f" % (it, inner_loss))
