import numpy as np
import tensorflow.compat.v1 as tf
tf.disable_eager_execution()

g = tf.Graph()
with g.as_default():
    x = tf.placeholder(tf.float32, [None, 6, 2])
    y = tf.placeholder(tf.float32, [None, 1])
    with tf.variable_scope("rnn"):
        w = tf.get_variable("w", [2, 4])
        u = tf.get_variable("u", [4, 4], initializer=tf.orthogonal_initializer())
        b = tf.get_variable("b", [4], initializer=tf.zeros_initializer())
    with tf.variable_scope("out"):
        k = tf.get_variable("k", [4, 1])

    def body(t, h):
        return t + 1, tf.tanh(tf.matmul(x[:, t], w) + tf.matmul(h, u) + b)

    _, h = tf.while_loop(lambda t, h: t < 6, body, [0, tf.zeros([tf.shape(x)[0], 4])])
    loss = tf.losses.mean_squared_error(y, tf.matmul(h, k))
    step = tf.train.get_or_create_global_step()
    opt = tf.train.MomentumOptimizer(tf.train.polynomial_decay(0.1, step, 100), 0.9)
    gv = opt.compute_gradients(loss)
    grads, _ = tf.clip_by_global_norm([a for a, _ in gv], 1.0)
    train = opt.apply_gradients(zip(grads, [v for _, v in gv]), global_step=step)
    init = tf.global_variables_initializer()

with tf.Session(graph=g) as s:
    s.run(init)
    for _ in range(3):
        a = np.random.randn(8, 6, 2)
        _, l = s.run([train, loss], feed_dict={x: a, y: a.sum((1, 2))[:, None]})
        print(l)
