import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [None, 6, 2], "x")
y = tf.placeholder(tf.float32, [None, 1], "y")
with tf.variable_scope("rnn"):
    w = tf.get_variable("w", [2, 4])
    u = tf.get_variable("u", [4, 4])
    energy = tf.get_variable("energy", [4, 4])
    damp = tf.get_variable("damp", [4, 4])
    limit = tf.get_variable("limit", [], initializer=tf.constant_initializer(6.0))
with tf.variable_scope("out"):
    k = tf.get_variable("k", [4, 1])
    coarse = tf.get_variable("coarse", [4, 1])


def body(t, h, spent, side):
    h = tf.tanh(tf.matmul(x[:, t], w) + tf.matmul(h, u))
    return t + 1, h, spent + tf.reduce_sum(tf.matmul(h, energy)), tf.matmul(side, damp)


start = tf.zeros([tf.shape(x)[0], 4])
_, h, spent, side = tf.while_loop(
    lambda t, *_: tf.cast(t, tf.float32) < limit, body, [0, start, 0.0, start + 1.0]
)
out = tf.cond(
    tf.reduce_sum(x) > 0,
    lambda: tf.matmul(h, k),
    lambda: tf.round(tf.matmul(h, coarse)),
)
loss = tf.losses.mean_squared_error(y, out + tf.stop_gradient(tf.reduce_mean(side)))
train = tf.train.AdamOptimizer(0.01).minimize(loss)

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(3):
        batch = np.random.randn(8, 6, 2)
        print(session.run([train, loss], {x: batch, y: batch.sum((1, 2))[:, None]})[1])
