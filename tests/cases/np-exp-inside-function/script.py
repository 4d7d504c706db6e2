import numpy as np
import tensorflow as tf


class PoissonReg(tf.Module):
    def __init__(self, d):
        super().__init__()
        self.w = tf.Variable(np.zeros((d, 1)), dtype=tf.float32, name="w")
        self.b = tf.Variable([0.0], name="b")

    @tf.function
    def step(self, x, y, lr=0.01):
        with tf.GradientTape() as tape:
            eta = tf.matmul(x, self.w) + self.b
            rate = np.exp(eta)
            nll = tf.reduce_mean(rate - y * eta)
        gw, gb = tape.gradient(nll, [self.w, self.b])
        self.w.assign_sub(lr * gw)
        self.b.assign_sub(lr * gb)
        return nll


reg = PoissonReg(3)
X = tf.random.normal((50, 3))
Y = tf.random.poisson((50, 1), 2.0)
for it in range(5):
    print(it, reg.step(X, Y).numpy())
