# Tiny NeRF on 2-d rays, coarse + fine network with importance sampling (hierarchical volume rendering)
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers

N_RAYS, N_COARSE, N_FINE, NEAR, FAR = 32, 8, 8, 1.0, 4.0


def encode(p, freqs=3):
    return tf.concat([p] + [f(p * 2.0 ** i) for i in range(freqs) for f in (tf.sin, tf.cos)], -1)


def field(name):
    inp = Input((3 * 7,))
    h = layers.Dense(32, activation="relu", name=f"{name}_h1")(inp)
    h = layers.Dense(32, activation="relu", name=f"{name}_h2")(h)
    sigma = layers.Dense(1, activation="softplus", name=f"{name}_sigma")(h)
    rgb = layers.Dense(3, activation="sigmoid", name=f"{name}_rgb")(h)
    return Model(inp, [sigma, rgb], name=name)


def march(net, origins, dirs, z):
    pts = origins[:, None] + dirs[:, None] * z[..., None]
    n, s = pts.shape[0], pts.shape[1]
    sigma, rgb = net(encode(tf.reshape(pts, [-1, 3])))
    sigma, rgb = tf.reshape(sigma, [n, s]), tf.reshape(rgb, [n, s, 3])
    delta = tf.concat([z[:, 1:] - z[:, :-1], tf.fill([n, 1], 0.5)], 1)
    alpha = 1.0 - tf.exp(-sigma * delta)
    trans = tf.math.cumprod(1.0 - alpha + 1e-10, axis=1, exclusive=True)
    weights = alpha * trans
    colour = tf.reduce_sum(weights[..., None] * rgb, axis=1)
    return colour, weights


def importance(z, weights, n):
    """inverse transform sampling from the piecewise constant density along the ray"""
    pdf = (weights + 1e-4) / tf.reduce_sum(weights + 1e-4, 1, keepdims=True)
    cdf = tf.concat([tf.zeros_like(pdf[:, :1]), tf.cumsum(pdf, axis=1)[:, :-1]], 1)
    u = tf.random.uniform([z.shape[0], n])
    hi = tf.minimum(tf.searchsorted(cdf, u, side="right"), z.shape[1] - 1)
    lo = tf.maximum(hi - 1, 0)
    take = lambda a, i: tf.gather(a, i, batch_dims=1)
    frac = (u - take(cdf, lo)) / tf.maximum(take(cdf, hi) - take(cdf, lo), 1e-5)
    samples = take(z, lo) + frac * (take(z, hi) - take(z, lo))
    return tf.stop_gradient(samples)


coarse, fine = field("coarse"), field("fine")
variables = coarse.trainable_variables + fine.trainable_variables
adam = tf.keras.optimizers.Adam(5e-4)
mse = lambda a, b: tf.reduce_mean(tf.square(a - b))


@tf.function
def fit_rays(origins, dirs, target):
    z = tf.linspace(NEAR, FAR, N_COARSE)[None] + tf.random.uniform([N_RAYS, N_COARSE]) * (FAR - NEAR) / N_COARSE
    with tf.GradientTape() as tape:
        _, w = march(coarse, origins, dirs, z)
        z_all = tf.sort(tf.concat([z, importance(z, w, N_FINE)], axis=1), axis=1)
        rgb_f, _ = march(fine, origins, dirs, z_all)
        loss = mse(rgb_f, target)
    grads = tape.gradient(loss, variables)
    adam.apply_gradients((g, v) for g, v in zip(grads, variables) if g is not None)
    return loss


rng = np.random.default_rng(0)
for it in range(4):
    o = tf.zeros([N_RAYS, 3])
    d = tf.math.l2_normalize(tf.constant(rng.normal(size=(N_RAYS, 3)), tf.float32), axis=1)
    loss = fit_rays(o, d, 0.5 + 0.5 * tf.sin(3 * d))
    psnr = -10 * np.log10(float(loss))
    print(f"it {it}: fine mse {float(loss):.4f} (psnr {psnr:.1f} dB)")
