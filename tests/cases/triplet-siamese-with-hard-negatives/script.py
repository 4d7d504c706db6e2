import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, models

MARGIN = 0.5
rng = np.random.default_rng(4)
embedder = models.Sequential([
    layers.Input((10,)),
    layers.Dense(16, activation="relu"),
    layers.Dense(5),
    layers.UnitNormalization(),
], name="embedder")
opt = tf.keras.optimizers.Adam(1e-3)


def batch():
    labels = np.repeat(np.arange(4), 5)
    x = rng.normal(size=(20, 10)) + 2.0 * np.eye(10)[labels]
    return x.astype("float32"), labels


def mine(e, labels):
    d = ((e[:, None] - e[None]) ** 2).sum(-1)
    same = labels[:, None] == labels[None]
    positive = np.argmax(np.where(same, d, -np.inf), axis=1)
    negative = np.argmin(np.where(same, np.inf, d), axis=1)
    return positive, negative


for step in range(3):
    x, labels = batch()
    with tf.GradientTape() as tape:
        e = embedder(x, training=True)
        pos, neg = mine(e.numpy(), labels)
        dp = tf.reduce_sum((e - tf.gather(e, pos)) ** 2, axis=1)
        dn = tf.reduce_sum((e - tf.gather(e, neg)) ** 2, axis=1)
        loss = tf.reduce_mean(tf.maximum(dp - dn + MARGIN, 0.0))
    if np.isnan(loss.numpy()):
        raise RuntimeError("diverged")
    grads = tape.gradient(loss, embedder.trainable_variables)
    grads = [tf.clip_by_value(g, -1.0, 1.0) for g in grads]
    opt.apply_gradients(zip(grads, embedder.trainable_variables))
    print(step, float(loss), float(np.mean(pos != neg)))
