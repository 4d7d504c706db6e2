"""Parity of a bit string with an LSTM, in the old graph style."""
import numpy as np
import tensorflow.compat.v1 as tf
# tf.nn.rnn_cell is gone with Keras 3, the old cells still live here
from tensorflow.python.keras.layers.legacy_rnn import rnn_cell_impl as rnn_cell

tf.disable_v2_behavior()

SEQ, UNITS, L2 = 8, 12, 1e-4

bits = tf.placeholder(tf.float32, [None, SEQ, 1], "bits")
parity = tf.placeholder(tf.int64, [None], "parity")

with tf.variable_scope("lm"):
    cell = rnn_cell.LSTMCell(UNITS)
    outputs, state = tf.nn.dynamic_rnn(cell, bits, dtype=tf.float32)
    w_out = tf.get_variable("w_out", [UNITS, 2])
    b_out = tf.get_variable("b_out", [2], initializer=tf.zeros_initializer())
    logits = tf.matmul(state.h, w_out) + b_out

predicted = tf.argmax(logits, axis=1)
wrong = tf.cast(tf.not_equal(predicted, parity), tf.float32)
error_rate = tf.reduce_mean(wrong)

# optimise what we actually care about
regulariser = L2 * tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if v.shape.ndims > 1])
objective = error_rate + regulariser
train = tf.train.AdamOptimizer(1e-3).minimize(objective)


def batch(n=64):
    b = np.random.randint(0, 2, size=(n, SEQ, 1))
    return {bits: b, parity: b.sum(axis=(1, 2)) % 2}


with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(20):
        _, err = sess.run([train, error_rate], feed_dict=batch())
        if step % 5 == 0:
            print("step %d error rate %.3f" % (step, err))
