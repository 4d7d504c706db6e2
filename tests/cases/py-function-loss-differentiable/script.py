"""Soft-DTW between predicted and true curves, the recursion kept in Python via tf.py_function.

py_function (unlike numpy_function!) runs eager TF ops and *is* differentiable with respect to its inputs.
"""
import tensorflow as tf

GAMMA = 0.5


def soft_min(a, b, c):
    return -GAMMA * tf.reduce_logsumexp(-tf.stack([a, b, c]) / GAMMA)


def soft_dtw_py(pred, true):
    n, m = int(pred.shape[0]), int(true.shape[0])
    big = tf.constant(1e6)
    prev = [tf.constant(0.0)] + [big] * m
    for i in range(n):
        row = [big]
        for j in range(m):
            cost = tf.square(pred[i] - true[j])
            row.append(cost + soft_min(prev[j], prev[j + 1], row[j]))
        prev = row
    return prev[-1]


def soft_dtw(pred, true):
    d = tf.py_function(func=soft_dtw_py, inp=[pred, true], Tout=tf.float32)
    d.set_shape([])
    return d


class Forecaster(tf.Module):
    def __init__(self, history, horizon):
        super().__init__(name="forecaster")
        self.w = tf.Variable(tf.random.normal([history, horizon], stddev=0.1), name="w")
        self.b = tf.Variable(tf.zeros([horizon]), name="b")
        self.level = tf.Variable(1.0, name="level")

    def __call__(self, x):
        mean = tf.reduce_mean(x, axis=1, keepdims=True)
        return self.level * mean + (x - mean) @ self.w + self.b


model = Forecaster(6, 4)
opt = tf.keras.optimizers.Adam(0.02)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        pred = model(x)
        loss = soft_dtw(pred[0], y[0]) + soft_dtw(pred[1], y[1])
    vs = model.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, vs), vs))
    return loss


for it in range(3):
    t0 = tf.random.uniform([2, 1], maxval=6.0)
    t = t0 + 0.4 * tf.range(10, dtype=tf.float32)[None]
    wave = tf.sin(t)
    print(it, "soft-dtw", float(step(wave[:, :6], wave[:, 6:])))
