"""Clipped gradient descent on a flat parameter vector."""
import numpy as np
import tensorflow as tf

w1 = tf.Variable(tf.random.normal([5, 9], stddev=0.4), name="w1")
b1 = tf.Variable(tf.zeros([9]), name="b1")
w2 = tf.Variable(tf.random.normal([9, 2], stddev=0.4), name="w2")
b2 = tf.Variable(tf.zeros([2]), name="b2")
params = [w1, b1, w2, b2]


def flatten(tensors):
    return tf.concat([tf.reshape(t, [-1]) for t in tensors], axis=0)


def unflatten(flat, like):
    offset, parts = 0, []
    for v in like:
        n = int(np.prod(v.shape))
        parts.append(tf.reshape(flat[offset:offset + n], v.shape))
    return parts


def model(x):
    return tf.nn.relu(x @ w1 + b1) @ w2 + b2


def loss_fn(x, y):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=model(x)))


@tf.function
def update(x, y, radius):
    with tf.GradientTape() as tape:
        loss = loss_fn(x, y)
    flat = flatten(tape.gradient(loss, params))
    direction = tf.clip_by_value(flat, -1.0, 1.0)
    for v, d in zip(params, unflatten(direction, params)):
        v.assign_sub(radius * d)
    return loss


radius = tf.constant(0.1)
for it in range(10):
    x = tf.random.normal([40, 5])
    y = tf.cast(x[:, 0] * x[:, 1] > 0, tf.int32)
    loss = update(x, y, radius)
    radius = radius * 0.95
    if it % 3 == 0:
        print("it", it, "loss", float(loss))
