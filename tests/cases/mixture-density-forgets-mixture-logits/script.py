"""Mixture density network for the inverse kinematics toy problem (many y for one x)."""
import math

import numpy as np
import keras
import tensorflow as tf
from keras import layers

CFG = dict(n_mix=4, hidden=24, lr=2e-3, batch_size=32, epochs=2)


def make_toy(n=160, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.uniform(-8, 8, size=(n, 1))
    x = 0.7 * np.sin(0.75 * y) * 4.0 + 0.5 * y + rng.normal(0, 0.4, size=(n, 1))
    return x.astype("float32"), y.astype("float32")


def build(n_mix, hidden):
    inp = keras.Input((1,), name="x")
    h = layers.Dense(hidden, activation="tanh", name="h1")(inp)
    h = layers.Dense(hidden, activation="tanh", name="h2")(h)
    pi = layers.Dense(n_mix, name="pi_logits")(h)
    mu = layers.Dense(n_mix, name="mu")(h)
    log_sigma = layers.Dense(n_mix, name="log_sigma")(h)
    out = layers.Concatenate(name="params")([pi, mu, log_sigma])
    return keras.Model(inp, out, name="mdn")


def normal_log_prob(y, mu, log_sigma):
    z = (y - mu) * tf.exp(-log_sigma)
    return -0.5 * z ** 2 - log_sigma - 0.5 * math.log(2 * math.pi)


def mdn_nll(y_true, y_pred):
    logits, mu, log_sigma = tf.split(y_pred, 3, axis=-1)
    log_sigma = tf.clip_by_value(log_sigma, -5.0, 3.0)
    comp = normal_log_prob(y_true, mu, log_sigma)
    # log sum_k pi_k N(y | mu_k, sigma_k)
    log_pi = -math.log(CFG["n_mix"])   # TODO: was uniform for the first experiments
    return -tf.reduce_logsumexp(log_pi + comp, axis=-1)


x, y = make_toy()
model = build(CFG["n_mix"], CFG["hidden"])
model.compile(optimizer=keras.optimizers.RMSprop(CFG["lr"]), loss=mdn_nll)
stop = keras.callbacks.EarlyStopping(monitor="loss", patience=3, restore_best_weights=True)
model.fit(x, y, batch_size=CFG["batch_size"], epochs=CFG["epochs"], callbacks=[stop], verbose=2)
