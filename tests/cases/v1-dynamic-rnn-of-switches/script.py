import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

source = tf.placeholder(tf.float32, [None, 7, 3], "source")
lengths = tf.placeholder(tf.int32, [None], "lengths")
target = tf.placeholder(tf.float32, [None, 5, 3], "target")

with tf.variable_scope("encoder"):
    _, thought = tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(8), source, lengths, dtype=tf.float32)
with tf.variable_scope("decoder"):
    outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(8), target, dtype=tf.float32)
with tf.variable_scope("reader"):
    forward, backward = tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4)
    both, _ = tf.nn.bidirectional_dynamic_rnn(forward, backward, target, dtype=tf.float32)
predicted = tf.layers.dense(tf.concat([outputs, both[0]], -1), 3)
loss = tf.reduce_mean(tf.square(predicted - target))
train_op = tf.train.AdamOptimizer(0.01).minimize(loss)

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    feed = {source: np.random.randn(4, 7, 3), lengths: [7, 5, 3, 7], target: np.random.randn(4, 5, 3)}
    for _ in range(3):
        print(session.run([train_op, loss], feed)[1])
