import numpy as np
import tensorflow as tf

rng = np.random.default_rng(9)


def dense(n, m, name):
    return tf.Variable(rng.normal(size=[n, m], scale=0.4), dtype=tf.float32, name=name)


blocks = [dense(4, 4, f"block_{i}") for i in range(3)]
side = [dense(4, 4, f"side_{i}") for i in range(3)]
out = dense(4, 1, "out")
everything = [*blocks, *side, out]


def tower(x, weights, memory=None):
    for w in weights:
        x = tf.nn.relu(x @ w) + x
    return x


def loss_of(x, y):
    memory = tower(x, side)
    features = tower(x, blocks, memory)
    return tf.reduce_mean(tf.square(features @ out - y))


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(x, y)
    for v, g in zip(everything, tape.gradient(loss, everything)):
        if g is not None:
            v.assign_sub(0.05 * g)
    return loss


for _ in range(2):
    x = tf.constant(rng.normal(size=[16, 4]), tf.float32)
    step(x, tf.reduce_sum(x, axis=1, keepdims=True))
