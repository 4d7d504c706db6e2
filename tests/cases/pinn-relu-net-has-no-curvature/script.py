"""Inverse problem: find the diffusivity of a rod from temperature readings (PINN)."""
import argparse
import numpy as np
import tensorflow as tf


def get_args():
    p = argparse.ArgumentParser()
    p.add_argument("--iters", type=int, default=4)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--width", type=int, default=20)
    p.add_argument("--physics-weight", type=float, default=1.0)
    return p.parse_args()


class TemperatureNet:
    def __init__(self, width):
        init = tf.keras.initializers.HeNormal(seed=2)
        self.w1 = tf.Variable(init([2, width]), name="w1")
        self.b1 = tf.Variable(tf.zeros([width]), name="b1")
        self.w2 = tf.Variable(init([width, width]), name="w2")
        self.b2 = tf.Variable(tf.zeros([width]), name="b2")
        self.w3 = tf.Variable(init([width, 1]), name="w3")

    @property
    def params(self):
        return [self.w1, self.b1, self.w2, self.b2, self.w3]

    def __call__(self, x, t):
        h = tf.concat([x, t], axis=1)
        h = tf.nn.relu(h @ self.w1 + self.b1)
        h = tf.nn.relu(h @ self.w2 + self.b2)
        return h @ self.w3


def heat_residual(net, kappa, x, t):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape(persistent=True) as inner:
            inner.watch([x, t])
            u = net(x, t)
        u_x = inner.gradient(u, x)
        u_t = inner.gradient(u, t)
    u_xx = outer.gradient(u_x, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return u_t - kappa * u_xx


def main(args):
    net = TemperatureNet(args.width)
    kappa = tf.Variable(0.5, name="kappa")
    opt = tf.keras.optimizers.Adam(args.lr)
    rng = np.random.default_rng(3)
    x = tf.constant(rng.uniform(0, 1, (64, 1)), tf.float32)
    t = tf.constant(rng.uniform(0, 1, (64, 1)), tf.float32)
    readings = tf.exp(-0.1 * np.pi ** 2 * t) * tf.sin(np.pi * x)
    unknowns = net.params + [kappa]

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            data = tf.reduce_mean((net(x, t) - readings) ** 2)
            physics = tf.reduce_mean(heat_residual(net, kappa, x, t) ** 2)
            loss = data + args.physics_weight * physics
        opt.apply_gradients(zip(tape.gradient(loss, unknowns), unknowns))
        return loss

    for i in range(args.iters):
        print(i, "loss", float(step()), "kappa", float(kappa))


if __name__ == "__main__":
    main(get_args())
