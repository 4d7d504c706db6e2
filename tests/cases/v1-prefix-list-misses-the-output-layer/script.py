"""DCGAN on 1-d signals, TF 1.x code run through compat.v1."""
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.set_random_seed(0)

Z, LEN, BATCH = 6, 16, 20


def dense(x, units, name, act=None):
    with tf.variable_scope(name):
        w = tf.get_variable("kernel", [x.shape[-1], units], initializer=tf.random_normal_initializer(stddev=0.2))
        b = tf.get_variable("bias", [units], initializer=tf.zeros_initializer())
    y = tf.matmul(x, w) + b
    return act(y) if act else y


def generator(z):
    with tf.variable_scope("generator"):
        h = dense(z, 24, "g_h0", tf.nn.relu)
        h = dense(h, 24, "g_h1", tf.nn.relu)
        return dense(h, LEN, "signal", tf.tanh)


def discriminator(x, reuse=False):
    with tf.variable_scope("discriminator", reuse=reuse):
        h = dense(x, 24, "d_h0", tf.nn.leaky_relu)
        return dense(h, 1, "d_logit")


real = tf.placeholder(tf.float32, [None, LEN], "real")
z = tf.placeholder(tf.float32, [None, Z], "z")
fake = generator(z)
d_real, d_fake = discriminator(real), discriminator(fake, reuse=True)


def bce(logits, value):
    labels = tf.fill(tf.shape(logits), value)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


d_loss = bce(d_real, 0.9) + bce(d_fake, 0.0)
g_loss = bce(d_fake, 1.0)

t_vars = tf.trainable_variables()
d_vars = [var for var in t_vars if "d_" in var.name]
g_vars = [var for var in t_vars if "g_" in var.name]

d_optim = tf.train.AdamOptimizer(2e-4, beta1=0.5).minimize(d_loss, var_list=d_vars)
g_optim = tf.train.AdamOptimizer(2e-4, beta1=0.5).minimize(g_loss, var_list=g_vars)

saver = tf.train.Saver(max_to_keep=1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(6):
        phase = np.random.uniform(0, 6.28, (BATCH, 1))
        feed = {real: np.sin(phase + np.arange(LEN) / 3), z: np.random.uniform(-1, 1, (BATCH, Z))}
        _, dl = sess.run([d_optim, d_loss], feed)
        # twice, so that d_loss does not go to zero
        sess.run(g_optim, feed)
        _, gl = sess.run([g_optim, g_loss], feed)
        if step % 3 == 0:
            print("step %d d %.3f g %.3f" % (step, dl, gl))
