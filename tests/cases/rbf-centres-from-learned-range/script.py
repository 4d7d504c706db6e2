"""RBF regression with learnable spread of the centres."""
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(12)


class RBFNetwork(tf.Module):
    def __init__(self, n_centres=9, name="rbf"):
        super().__init__(name=name)
        self.n = n_centres
        with self.name_scope:
            self.left = tf.Variable(-2.0, name="left_edge")
            self.step = tf.Variable(0.5, name="spacing")
            self.log_gamma = tf.Variable(1.0, name="log_gamma")
            self.coef = tf.Variable(tf.zeros([n_centres]), name="coef")
            self.offset = tf.Variable(0.0, name="offset")

    def centres(self):
        return tf.range(self.left, self.left + (self.n - 0.5) * self.step, self.step)[: self.n]

    def design(self, x):
        d = x[:, None] - self.centres()[None, :]
        return tf.exp(-tf.exp(self.log_gamma) * d ** 2)

    def __call__(self, x):
        return tf.linalg.matvec(self.design(x), self.coef) + self.offset


x = np.sort(np.random.uniform(-2, 2, 150)).astype(np.float32)
y = np.sinc(x) + 0.05 * np.random.randn(150).astype(np.float32)
model = RBFNetwork()
opt = tf.keras.optimizers.Adam(0.05)
best, wait = np.inf, 0

for epoch in range(12):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(model(x) - y))
    params = model.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, params), params))
    if loss < best - 1e-4:
        best, wait = float(loss), 0
    elif (wait := wait + 1) >= 4:
        print("early stop")
        break
    print(f"epoch {epoch:2d} mae {loss:.4f} left {model.left.numpy():+.3f} spacing {model.step.numpy():.3f}")
