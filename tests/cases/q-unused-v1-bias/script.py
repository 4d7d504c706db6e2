from __future__ import absolute_import, division, print_function
import numpy as np
import tensorflow as tf
tf1 = tf.compat.v1
tf1.disable_eager_execution()

flags = dict(lr=0.05, steps=6, batch=20)


def dense(x, n_out, scope, act=None):
    n_in = int(x.shape[-1])
    with tf1.variable_scope(scope):
        w = tf1.get_variable('w', [n_in, n_out], initializer=tf1.truncated_normal_initializer(stddev=0.1))
        b = tf1.get_variable('b', [n_out], initializer=tf1.zeros_initializer())
        y = tf1.matmul(x, w)
        if act is not None:
            y = act(y + b)
        return y


def main():
    x = tf1.placeholder(tf.float32, [None, 5])
    y = tf1.placeholder(tf.float32, [None, 1])
    out = dense(dense(x, 8, 'l1', tf.nn.tanh), 1, 'l2')
    loss = tf.reduce_mean(tf.square(out - y))
    opt = tf1.train.GradientDescentOptimizer(flags['lr'])
    gvs = opt.compute_gradients(loss)
    capped = [(tf.clip_by_value(g, -1., 1.), v) for g, v in gvs if g is not None]
    train_op = opt.apply_gradients(capped)
    with tf1.Session() as sess:
        sess.run(tf1.global_variables_initializer())
        for i in range(flags['steps']):
            xs = np.random.randn(flags['batch'], 5)
            ys = xs[:, :1] * 2 + 1
            _, l = sess.run([train_op, loss], feed_dict={x: xs, y: ys})
            print('step', i, 'loss %.4f' % l)


if __name__ == '__main__':
    main()
