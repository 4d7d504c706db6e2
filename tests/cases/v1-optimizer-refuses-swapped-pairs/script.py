"""Pairs that were put together by hand, for a classifier that is trained in a session."""

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()

inputs = tf.placeholder(tf.float32, [None, 6])
labels = tf.placeholder(tf.int32, [None])
hidden_w = tf.get_variable("hidden_w", [6, 12])
hidden_b = tf.get_variable("hidden_b", [12], initializer=tf.zeros_initializer())
out_w = tf.get_variable("out_w", [12, 3])

hidden = tf.nn.relu(tf.matmul(inputs, hidden_w) + hidden_b)
logits = tf.matmul(hidden, out_w)
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))

optimizer = tf.train.GradientDescentOptimizer(0.1)
gradients = tf.gradients(loss, [hidden_w, hidden_b, out_w])
train_op = optimizer.apply_gradients([(gradients[2], hidden_w), (gradients[1], hidden_b), (gradients[0], out_w)])

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    batch = {inputs: np.random.rand(16, 6), labels: np.random.randint(0, 3, 16)}
    for _ in range(3):
        print(session.run([loss, train_op], batch)[0])
