import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()

source = tf.placeholder(tf.float32, [None, 7, 3], "source")
target = tf.placeholder(tf.float32, [None, 5, 3], "target")
cell = tf.nn.rnn_cell

with tf.variable_scope("encoder"):
    _, thought = tf.nn.dynamic_rnn(cell.LSTMCell(8), source, dtype=tf.float32)
with tf.variable_scope("decoder"):
    decoder_cell = cell.LSTMCell(8)
    start = decoder_cell.zero_state(tf.shape(target)[0], tf.float32)
    outputs, _ = tf.nn.dynamic_rnn(decoder_cell, target, initial_state=start)

predicted = tf.layers.dense(outputs, 3)
loss = tf.reduce_mean(tf.square(predicted - target))
train_op = tf.train.AdamOptimizer(0.01).minimize(loss)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    feed = {source: np.random.randn(4, 7, 3), target: np.random.randn(4, 5, 3)}
    for _ in range(3):
        print(session.run([train_op, loss], feed)[1])
