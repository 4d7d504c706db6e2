import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)


def sine_task(k=10):
    amp, phase = rng.uniform(.1, 5), rng.uniform(0, np.pi)
    x = rng.uniform(-5, 5, (2 * k, 1)).astype(np.float32)
    y = (amp * np.sin(x - phase)).astype(np.float32)
    return (x[:k], y[:k]), (x[k:], y[k:])


class MetaSGD:
    def __init__(self):
        shapes = {"w1": [1, 20], "b1": [20], "w2": [20, 1], "b2": [1]}
        self.theta = {n: tf.Variable(tf.random.normal(s, stddev=.2), name=n) for n, s in shapes.items()}
        self.rates = {n: tf.Variable(tf.fill(s, .01), name="rate_" + n) for n, s in shapes.items()}

    @property
    def variables(self):
        return [*self.theta.values(), *self.rates.values()]

    @staticmethod
    def forward(p, x):
        return tf.nn.relu(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]

    def adapt(self, x, y, steps=2):
        fast = {n: tf.convert_to_tensor(v) for n, v in self.theta.items()}
        for _ in range(steps):
            with tf.GradientTape() as inner:
                inner.watch(fast)
                loss = tf.reduce_mean((self.forward(fast, x) - y) ** 2)
            grads = inner.gradient(loss, fast)
            fast = {n: fast[n] - self.rates[n] * grads[n] for n in fast}
        return fast


meta = MetaSGD()
opt = tf.keras.optimizers.Adam(1e-3)
for it in range(3):
    with tf.GradientTape() as outer:
        total = 0.
        for _ in range(2):
            (xs, ys), (xq, yq) = sine_task()
            fast = meta.adapt(xs, ys)
            total += tf.reduce_mean((meta.forward(fast, xq) - yq) ** 2)
    grads = outer.gradient(total, meta.variables)
    opt.apply_gradients(zip(grads, meta.variables))
    print(it, float(total))
