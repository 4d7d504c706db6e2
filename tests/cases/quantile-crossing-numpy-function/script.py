"""Heteroscedastic regression: mean by MSE, the scale by calibrating interval coverage."""
import numpy as np
import tensorflow as tf


def layer(n_in, n_out, name):
    w = tf.Variable((np.random.randn(n_in, n_out) / np.sqrt(n_in)).astype(np.float32), name=name + "_w")
    b = tf.Variable(np.zeros(n_out, np.float32), name=name + "_b")
    return w, b


trunk = layer(3, 20, "trunk")
mean = layer(20, 1, "mean")
scale = layer(20, 1, "scale")
params = [*trunk, *mean, *scale]
opt = tf.keras.optimizers.Adam(3e-3)


def dense(x, wb):
    return x @ wb[0] + wb[1]


def crps_gaussian(y, mu, sigma):
    """closed form of the CRPS, scipy-style"""
    from math import pi, sqrt
    z = (y - mu) / sigma
    phi = np.exp(-0.5 * z ** 2) / sqrt(2 * pi)
    cdf = 0.5 * (1 + np.tanh(0.7978845608 * (z + 0.044715 * z ** 3)))
    return np.mean(sigma * (z * (2 * cdf - 1) + 2 * phi - 1 / sqrt(pi)), dtype=np.float32)


def forward(x):
    h = tf.nn.silu(dense(x, trunk))
    return dense(h, mean), tf.nn.softplus(dense(h, scale)) + 1e-3


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        mu, sigma = forward(x)
        mse = tf.reduce_mean((y - mu) ** 2)
        crps = tf.numpy_function(crps_gaussian, [y, mu, sigma], tf.float32)
        crps.set_shape(())
        loss = mse + 0.5 * crps
    grads_and_vars = zip(tape.gradient(loss, params), params)
    grads_and_vars = [(tf.clip_by_norm(g, 1.0), v) for g, v in grads_and_vars if g is not None]
    opt.apply_gradients(grads_and_vars)
    return mse, crps


rng = np.random.default_rng(3)
for epoch in range(4):
    x = rng.normal(size=(64, 3)).astype("float32")
    y = (x[:, :1] + np.abs(x[:, 1:2]) * rng.normal(size=(64, 1))).astype("float32")
    mse, crps = train_step(tf.constant(x), tf.constant(y))
    print(f"epoch {epoch}: mse {mse.numpy():.3f} crps {crps.numpy():.3f}")
