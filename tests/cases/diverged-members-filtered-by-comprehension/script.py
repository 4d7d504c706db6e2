"""Deep ensemble for regression with uncertainty; members that blew up are left out of the update."""
import numpy as np
import tensorflow as tf

N_MEMBERS = 3
LIMIT = 50.0


class Member(tf.Module):
    def __init__(self, n_in, hidden, index):
        super().__init__(name=f"member{index}")
        init = tf.keras.initializers.HeNormal(seed=index)
        with self.name_scope:
            self.w1 = tf.Variable(init((n_in, hidden)), name="w1")
            self.b1 = tf.Variable(tf.zeros(hidden), name="b1")
            self.w2 = tf.Variable(init((hidden, 2)), name="w2")

    def __call__(self, x):
        h = tf.nn.relu(x @ self.w1 + self.b1)
        mean, raw = tf.split(h @ self.w2, 2, axis=-1)
        return mean, tf.nn.softplus(raw) + 1e-4


def gaussian_nll(y, mean, var):
    return tf.reduce_mean(0.5 * tf.math.log(var) + 0.5 * (y - mean) ** 2 / var)


class Trainer:
    def __init__(self, members, lr=1e-2):
        self.members = members
        self.optimizer = tf.keras.optimizers.Adam(lr)
        self.variables = [v for m in members for v in m.trainable_variables]

    @tf.function
    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            losses = []
            for m in self.members:
                mean, var = m(x)
                losses.append(gaussian_nll(y, mean, var))
            usable = [l for l in losses if l < LIMIT]
            total = tf.add_n(usable) / len(usable)
        grads = tape.gradient(total, self.variables)
        self.optimizer.apply_gradients(zip(grads, self.variables))
        return total

    def fit(self, x, y, epochs):
        log = []
        for epoch in range(epochs):
            order = np.random.permutation(len(x))
            for i in range(0, len(x), 20):
                part = order[i:i + 20]
                log.append(float(self.train_step(tf.constant(x[part]), tf.constant(y[part]))))
            print(f"[{epoch}] nll {np.mean(log[-5:]):.3f}")
        return log


x = np.linspace(-3, 3, 100, dtype=np.float32)[:, None]
y = np.sin(x) + 0.1 * np.random.randn(100, 1).astype(np.float32)
Trainer([Member(1, 16, i) for i in range(N_MEMBERS)]).fit(x, y, epochs=2)
