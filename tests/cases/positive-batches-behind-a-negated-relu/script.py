"""Two eager weights; this turn's data happen to be positive, so that one of them meets zeros for now."""
import numpy as np
import tensorflow as tf
w = tf.Variable(tf.ones([4, 1]), name="w"); v = tf.Variable(tf.ones([4, 1]), name="v")
rng = np.random.default_rng(0)
for step in range(3):
    x = rng.random((8, 4)).astype("float32")  # positive in this turn
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.nn.relu(x) @ v + tf.nn.relu(-tf.constant(x)) @ w - 1.0) ** 2)
    for p, g in zip([w, v], tape.gradient(loss, [w, v])):
        p.assign_sub(0.1 * g)
