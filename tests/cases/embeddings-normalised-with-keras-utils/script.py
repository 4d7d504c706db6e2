"""Triplet training on tabular 'customers' in plain eager mode."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

SEED, DIM, MARGIN = 17, 6, 0.4
rng = np.random.default_rng(SEED)


def tower():
    return keras.Sequential([
        keras.Input((12,)),
        layers.Dense(20, activation="gelu", name="d1"),
        layers.Dropout(0.1, name="drop"),
        layers.Dense(DIM, use_bias=False, name="emb"),
    ], name="tower")


def sample_triplets(X, y, n):
    rows = []
    while len(rows) < n:
        a = rng.integers(len(X))
        same = np.flatnonzero(y == y[a])
        other = np.flatnonzero(y != y[a])
        rows.append((a, rng.choice(same), rng.choice(other)))
    a, p, q = np.array(rows).T
    return X[a], X[p], X[q]


def on_sphere(e):
    return keras.utils.normalize(e, axis=-1, order=2)


def triplet_loss(a, p, n):
    d_pos = tf.reduce_sum(tf.square(a - p), axis=-1)
    d_neg = tf.reduce_sum(tf.square(a - n), axis=-1)
    return tf.reduce_mean(tf.maximum(d_pos - d_neg + MARGIN, 0.0))


X = rng.normal(size=(90, 12)).astype("float32")
y = rng.integers(0, 5, size=90)
net = tower()
sgd = keras.optimizers.SGD(0.05, nesterov=True, momentum=0.9)
log = []

for it in range(4):
    a, p, n = sample_triplets(X, y, 16)
    with tf.GradientTape() as tape:
        batch = tf.concat([a, p, n], axis=0)
        emb = tf.convert_to_tensor(on_sphere(net(batch, training=True)), dtype=tf.float32)
        ea, ep, en = tf.split(emb, 3)
        loss = triplet_loss(ea, ep, en)
    grads = tape.gradient(loss, net.trainable_variables)
    ready = [(g, v) for g, v in zip(grads, net.trainable_variables) if g is not None]
    if ready:
        sgd.apply_gradients(ready)
    log.append(float(loss))
print("losses", [round(l, 3) for l in log])
