import numpy as np
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

T, D, H = 4, 3, 5
x = tf.placeholder(tf.float32, [None, T, D], "x")
y = tf.placeholder(tf.float32, [None, T, D], "y")


def rnn(inputs, state, scope):
    outs = []
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        for t in range(T):
            w = tf.get_variable("w", [D, H])
            u = tf.get_variable("u", [H, H])
            state = tf.tanh(tf.matmul(inputs[:, t], w) + tf.matmul(state, u))
            outs.append(state)
    return tf.stack(outs, 1), state


zero = tf.zeros([tf.shape(x)[0], H])
_, thought = rnn(x, zero, "enc")
seq, _ = rnn(tf.pad(y[:, :-1], [[0, 0], [1, 0], [0, 0]]), zero, "dec")
with tf.variable_scope("proj"):
    k = tf.get_variable("k", [H, D])
pred = tf.tensordot(seq, k, 1)
loss = tf.reduce_mean(tf.square(pred - y))
lr = tf.train.exponential_decay(0.1, tf.train.get_or_create_global_step(), 10, 0.9)
train_op = tf.train.AdamOptimizer(lr).minimize(loss, global_step=tf.train.get_global_step())

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        d = np.random.randn(6, T, D)
        print(sess.run([train_op, loss], {x: d, y: d[:, ::-1]})[1])
