"""PCGrad (Yu et al. 2020): gradient surgery on a two-task model with a shared trunk."""
import random

import numpy as np
import tensorflow as tf
from tensorflow.keras import Sequential, layers, losses, optimizers

TASKS = ("steer", "brake")
trunk = Sequential([layers.Dense(24, activation="relu", name="t1"), layers.Dense(12, activation="relu", name="t2")], name="trunk")
heads = {t: Sequential([layers.Dense(6, activation="tanh", name="h"), layers.Dense(1, name="o")], name=f"head_{t}") for t in TASKS}
task_loss = {"steer": losses.MeanSquaredError(), "brake": losses.BinaryCrossentropy(from_logits=True)}

trunk.build((None, 10))
for head in heads.values():
    head.build((None, 12))
everything = trunk.trainable_variables + [v for h in heads.values() for v in h.trainable_variables]
opt = optimizers.Adam(1e-3)


def flatten(grads, like):
    return tf.concat([tf.reshape(tf.zeros_like(v) if g is None else g, [-1]) for g, v in zip(grads, like)], axis=0)


def unflatten(vec, like):
    sizes = [int(np.prod(v.shape)) for v in like]
    return [tf.reshape(p, v.shape) for p, v in zip(tf.split(vec, sizes), like)]


def project(grads_per_task):
    projected = []
    for i, gi in enumerate(grads_per_task):
        g = gi
        others = [gj for j, gj in enumerate(grads_per_task) if j != i]
        random.shuffle(others)
        for gj in others:
            dot = tf.reduce_sum(g * gj)
            # only when they point against each other
            g = g - tf.minimum(dot, 0.0) / (tf.reduce_sum(gj * gj) + 1e-12) * gj
        projected.append(g)
    return tf.add_n(projected)


@tf.function
def train_step(x, targets):
    with tf.GradientTape(persistent=True) as tape:
        shared = trunk(x, training=True)
        per_task = {t: task_loss[t](targets[t], heads[t](shared, training=True)) for t in TASKS}
    flat = [flatten(tape.gradient(per_task[t], everything), everything) for t in TASKS]
    del tape
    opt.apply_gradients(zip(unflatten(project(flat), everything), everything))
    return per_task


ds = tf.data.Dataset.from_tensor_slices((
    np.random.randn(64, 10).astype("float32"),
    {"steer": np.random.randn(64, 1).astype("float32"), "brake": np.random.randint(0, 2, (64, 1)).astype("float32")},
)).shuffle(64).batch(16)
for epoch in range(2):
    for x, targets in ds:
        logs = train_step(x, targets)
    print(epoch, {k: round(float(v), 4) for k, v in logs.items()})
