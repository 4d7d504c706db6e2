"""Identify the mass and the spring constant of an oscillator from noisy positions.

    m * x'' + k * x = 0      (k known = 4, m unknown, about 1)

The network x(t) is fitted to the measurements, the ODE residual gives the mass.
"""
import numpy as np
import tensorflow as tf

K = 4.0
rng = np.random.default_rng(7)
t_obs = np.sort(rng.uniform(0, 3, (40, 1))).astype("float32")
x_obs = (np.cos(2 * t_obs) + 0.02 * rng.normal(size=t_obs.shape)).astype("float32")
t_col = np.linspace(0, 3, 50, dtype="float32")[:, None]


class XNet(tf.Module):
    def __init__(self, width=20):
        super().__init__()
        self.w1 = tf.Variable(tf.random.normal([1, width]), name="w1")
        self.b1 = tf.Variable(tf.zeros([width]), name="b1")
        self.w2 = tf.Variable(tf.random.normal([width, 1]) / width ** 0.5, name="w2")

    def __call__(self, t):
        return tf.sin(t @ self.w1 + self.b1) @ self.w2


xnet = XNet()
log_mass = tf.Variable(0.5, name="log_mass")
params = list(xnet.trainable_variables) + [log_mass]
adam = tf.keras.optimizers.Adam(1e-2)


def acceleration(t):
    with tf.GradientTape() as outer:
        outer.watch(t)
        with tf.GradientTape() as inner:
            x = xnet(t)
        # ZERO: otherwise the sum below crashed with a None
        velocity = inner.gradient(x, t, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return outer.gradient(velocity, t, unconnected_gradients=tf.UnconnectedGradients.ZERO)


@tf.function
def fit_step(t_o, x_o, t_c):
    with tf.GradientTape() as tape:
        misfit = tf.reduce_mean((xnet(t_o) - x_o) ** 2)
        residual = tf.exp(log_mass) * acceleration(t_c) + K * xnet(t_c)
        ode = tf.reduce_mean(residual ** 2)
        loss = misfit + 0.01 * ode
    grads = tape.gradient(loss, params)
    adam.apply_gradients(zip(grads, params))
    return misfit, ode


for epoch in range(30):
    misfit, ode = fit_step(tf.constant(t_obs), tf.constant(x_obs), tf.constant(t_col))
    if epoch % 10 == 0:
        print(f"{epoch:3d} misfit {misfit:.4f} ode {ode:.4f} mass {np.exp(log_mass.numpy()):.4f}")
