import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

BATCH, STEPS, FEATURES, UNITS = 8, 6, 5, 12


def make_cell():
    return tf.nn.rnn_cell.LSTMCell(UNITS)


x = tf.placeholder(tf.float32, [BATCH, STEPS, FEATURES])
y = tf.placeholder(tf.float32, [BATCH, 1])
with tf.variable_scope("encoder"):
    _, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(UNITS), x, dtype=tf.float32)
with tf.variable_scope("decoder"):
    stack = tf.nn.rnn_cell.MultiRNNCell([make_cell(), make_cell()])
    outputs, _ = tf.nn.dynamic_rnn(stack, x, initial_state=(state,))
logits = tf.layers.dense(outputs[:, -1], 1)
loss = tf.reduce_mean(tf.square(logits - y))
train = tf.train.AdamOptimizer().minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train, {x: np.random.rand(BATCH, STEPS, FEATURES), y: np.random.rand(BATCH, 1)})
