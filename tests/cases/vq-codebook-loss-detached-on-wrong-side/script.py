import numpy as np
import tensorflow as tf

tf.random.set_seed(3)
DIM, CODES = 3, 8

enc_w = tf.Variable(tf.random.normal([12, DIM], stddev=0.4), name="enc_w")
enc_b = tf.Variable(tf.zeros([DIM]), name="enc_b")
codebook = tf.Variable(tf.random.uniform([CODES, DIM], -0.5, 0.5), name="codebook")
dec_w = tf.Variable(tf.random.normal([DIM, 12], stddev=0.4), name="dec_w")
theta = [enc_w, enc_b, codebook, dec_w]
BETA = 0.25


def nearest(z):
    distance = tf.reduce_sum((z[:, None, :] - codebook[None]) ** 2, axis=-1)
    return tf.gather(codebook, tf.argmin(distance, axis=1))


def vq(z):
    e = nearest(z)
    codebook_term = tf.reduce_mean((z - tf.stop_gradient(e)) ** 2)
    commitment = tf.reduce_mean((tf.stop_gradient(e) - z) ** 2)
    out = z + tf.stop_gradient(e - z)
    return out, codebook_term + BETA * commitment


@tf.function
def step(x):
    with tf.GradientTape() as tape:
        q, vq_loss = vq(x @ enc_w + enc_b)
        rec = q @ dec_w
        loss = tf.reduce_mean((rec - x) ** 2) + vq_loss
    return loss, tape.gradient(loss, theta)


opt = tf.keras.optimizers.Adam(5e-3)
basis = np.random.randn(3, 12).astype("float32")
for i in range(6):
    x = (np.random.randn(32, 3) @ basis).astype("float32")
    loss, grads = step(x)
    opt.apply_gradients((g, v) for g, v in zip(grads, theta) if g is not None)
    print(i, loss.numpy())
