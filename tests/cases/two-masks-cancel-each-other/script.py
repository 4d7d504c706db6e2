"""SupCon-like pretraining on embeddings of two augmentations; the negatives have a projector of their own."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Sequential

BATCH, DIM, PROJ = 16, 20, 8


def mlp(name):
    return Sequential([layers.Input((DIM,)), layers.Dense(24, activation="relu", name="a"),
                       layers.Dense(PROJ, name="b")], name=name)


attract = mlp("attract")
repel = mlp("repel")
optimizer = tf.keras.optimizers.Adam(1e-3)


def masks(n):
    same = tf.eye(n)
    off_diagonal = 1.0 - tf.eye(n)
    return same, off_diagonal


def pairwise(a, b):
    a, b = tf.math.l2_normalize(a, axis=1), tf.math.l2_normalize(b, axis=1)
    return tf.matmul(a, b, transpose_b=True)


def criterion(view1, view2):
    same, different = masks(BATCH)
    pull = pairwise(attract(view1), attract(view2)) * same
    # only the negatives count here
    push = tf.nn.softplus(5.0 * pairwise(repel(view1), repel(view2)))
    push = push * different * same
    alignment = -tf.reduce_sum(pull) / BATCH
    uniformity = tf.reduce_sum(push) / (BATCH * (BATCH - 1))
    return alignment + uniformity, {"alignment": alignment, "uniformity": uniformity}


def augment(x):
    return x + 0.1 * tf.random.normal(tf.shape(x)), x * tf.cast(tf.random.uniform(tf.shape(x)) > 0.2, tf.float32)


@tf.function
def update(x):
    v1, v2 = augment(x)
    params = attract.trainable_variables + repel.trainable_variables
    with tf.GradientTape() as tape:
        loss, parts = criterion(v1, v2)
    optimizer.apply_gradients(zip(tape.gradient(loss, params), params))
    return loss, parts


data = np.random.RandomState(0).normal(size=(BATCH * 6, DIM)).astype("float32")
for it, chunk in enumerate(np.split(data, 6)):
    loss, parts = update(tf.constant(chunk))
    print(f"{it} {loss:.3f} " + " ".join(f"{k}={v:.3f}" for k, v in parts.items()))
