"""Multi-task regression, one small tower per task, written without any Keras layers."""
from functools import partial

import numpy as np
import tensorflow as tf

TASKS = ("height", "weight", "age")
N_IN = 6


class Tower:
    def __init__(self, task):
        self.kernel = tf.Variable(tf.random.normal([8, 1], stddev=0.2), name=f"{task}_kernel")
        self.bias = tf.Variable([0.0], name=f"{task}_bias")

    def __call__(self, h):
        return h @ self.kernel + self.bias


trunk = tf.Variable(tf.random.normal([N_IN, 8], stddev=0.4), name="trunk")
towers = {task: Tower(task) for task in TASKS}
everything = [trunk] + [v for t in towers.values() for v in (t.kernel, t.bias)]


def task_loss(h, labels, task):
    return tf.reduce_mean(tf.math.squared_difference(towers[task](h), labels[task]))


def make_batch(n=20):
    x = np.random.normal(size=(n, N_IN)).astype(np.float32)
    return tf.constant(x), {task: tf.constant(x[:, i:i + 1] * 2) for i, task in enumerate(TASKS)}


lr = 0.05
for epoch in range(3):
    x, labels = make_batch()
    with tf.GradientTape() as tape:
        h = tf.nn.softplus(x @ trunk)
        losses = map(partial(task_loss, h, labels), TASKS)
        reg = 1e-3 * tf.add_n([tf.nn.l2_loss(trunk)])
    total = reg + sum(losses)
    for var, grad in zip(everything, tape.gradient(total, everything)):
        if grad is not None:
            var.assign_sub(lr * grad)
    print(f"epoch {epoch}: total {float(total):.4f}")
