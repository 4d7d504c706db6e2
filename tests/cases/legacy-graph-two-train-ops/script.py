import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()


def dense(x, n_in, n_out, name, act=None):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        w = tf.get_variable("w", [n_in, n_out], initializer=tf.random_normal_initializer(stddev=0.1))
        b = tf.get_variable("b", [n_out], initializer=tf.zeros_initializer())
    out = tf.matmul(x, w) + b
    return act(out) if act else out


def generator(z):
    with tf.variable_scope("generator", reuse=tf.AUTO_REUSE):
        return dense(dense(z, 3, 8, "h", tf.nn.relu), 8, 2, "out")


def discriminator(x):
    with tf.variable_scope("discriminator", reuse=tf.AUTO_REUSE):
        return dense(dense(x, 2, 8, "h", tf.nn.relu), 8, 1, "out")


real = tf.placeholder(tf.float32, [None, 2])
z = tf.placeholder(tf.float32, [None, 3])
fake = generator(z)
d_real, d_fake = discriminator(real), discriminator(fake)


def xent(logits, value):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=value * tf.ones_like(logits), logits=logits))


d_loss = xent(d_real, 1.0) + xent(d_fake, 0.0)
g_loss = xent(d_fake, 1.0)
g_vars = [v for v in tf.trainable_variables() if v.name.startswith("generator")]
d_vars = [v for v in tf.trainable_variables() if v.name.startswith("discriminator")]
d_train = tf.train.AdamOptimizer(1e-3).minimize(d_loss, var_list=d_vars)
g_opt = tf.train.AdamOptimizer(1e-3)
g_train = g_opt.apply_gradients([(tf.clip_by_norm(g, 1.0), v) for g, v in g_opt.compute_gradients(g_loss, var_list=g_vars)])

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        noise = np.random.randn(16, 3)
        _, dl = sess.run([d_train, d_loss], {real: np.random.randn(16, 2), z: noise})
        _, gl = sess.run([g_train, g_loss], {z: noise})
        print(i, dl, gl)
