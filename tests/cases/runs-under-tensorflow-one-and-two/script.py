#!/usr/bin/env python
"""Neural CA counting; the file must work with TF 1.13 on the old server and with TF 2 here."""
from __future__ import absolute_import, division, print_function

import sys

import numpy as np
import tensorflow as tf

if not tf.__version__.startswith("1."):
    import tensorflow.compat.v1 as tf
    tf.disable_v2_behavior()

try:
    from tensorflow.contrib.layers import xavier_initializer
except ImportError:
    xavier_initializer = tf.glorot_uniform_initializer

try:
    xrange
except NameError:
    xrange = range

CHANNELS, STEPS = 5, 4
assert sys.version_info >= (2, 7), "python is too old"


def ca_step(grid, weights):
    y = tf.nn.conv2d(grid, weights["percept"], [1, 1, 1, 1], "SAME")
    y = tf.nn.relu(tf.nn.bias_add(y, weights["percept_b"]))
    y = tf.nn.conv2d(y, weights["update"], [1, 1, 1, 1], "SAME")
    # every cell decides on its own whether it wakes up
    awake = tf.cast(tf.random_uniform(tf.shape(y)[:3]) < 0.7, tf.float32)
    return grid + y * tf.expand_dims(awake, -1)


graph = tf.Graph()
with graph.as_default():
    tf.set_random_seed(4)
    init = xavier_initializer()
    weights = {
        "percept": tf.get_variable("percept", [3, 3, CHANNELS, 8], initializer=init),
        "percept_b": tf.get_variable("percept_b", [8], initializer=tf.zeros_initializer()),
        "update": tf.get_variable("update", [1, 1, 8, CHANNELS], initializer=tf.zeros_initializer()),
        "read": tf.get_variable("read", [CHANNELS, 1], initializer=init),
    }
    seed = tf.placeholder(tf.float32, [None, 6, 6], name="seed")
    count = tf.placeholder(tf.float32, [None], name="count")
    grid = tf.concat([tf.expand_dims(seed, -1), tf.zeros(tf.concat([tf.shape(seed), [CHANNELS - 1]], 0))], -1)
    _, grid = tf.while_loop(lambda i, g: i < STEPS, lambda i, g: (i + 1, ca_step(g, weights)),
                            [tf.constant(0), grid],
                            shape_invariants=[tf.TensorShape([]), tf.TensorShape([None, None, None, CHANNELS])])
    guess = tf.squeeze(tf.tensordot(tf.reduce_sum(grid, [1, 2]), weights["read"], 1), -1)
    loss = tf.losses.huber_loss(count, guess)
    train = tf.train.MomentumOptimizer(1e-4, 0.9, use_nesterov=True).minimize(loss)
    initialise = tf.global_variables_initializer()

with tf.Session(graph=graph) as session:
    session.run(initialise)
    for i in xrange(6):
        alive = (np.random.rand(10, 6, 6) < 0.3).astype(np.float32)
        value, _ = session.run((loss, train), feed_dict={seed: alive, count: alive.sum((1, 2))})
        print("iteration", i, "huber", value)
