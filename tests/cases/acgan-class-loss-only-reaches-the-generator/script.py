"""AC-GAN on a toy data set (ten-dimensional 'digits')."""
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

LATENT, CLASSES, DIM, BATCH = 6, 3, 10, 32


def make_generator():
    z = keras.Input((LATENT,), name="z")
    label = keras.Input((), dtype="int32", name="label")
    e = layers.Embedding(CLASSES, LATENT, name="g_emb")(label)
    h = layers.Multiply(name="g_mul")([z, e])
    h = layers.Dense(32, activation="relu", name="g_h")(h)
    return keras.Model([z, label], layers.Dense(DIM, activation="tanh", name="g_x")(h), name="G")


def make_discriminator():
    x = keras.Input((DIM,), name="x")
    h = layers.Dense(32, name="d_h")(x)
    h = layers.LeakyReLU(0.2, name="d_act")(h)
    h = layers.Dropout(0.3, name="d_drop")(h)
    source = layers.Dense(1, name="d_src")(h)
    label = layers.Dense(CLASSES, name="d_cls")(h)
    return keras.Model(x, [source, label], name="D")


G, D = make_generator(), make_discriminator()
adv = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.05)
cls = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
g_opt = keras.optimizers.Adam(2e-4, beta_1=0.5)
d_opt = keras.optimizers.Adam(2e-4, beta_1=0.5)


def sample_condition(n):
    return tf.random.normal([n, LATENT]), tf.random.uniform([n], maxval=CLASSES, dtype=tf.int32)


def train_discriminator(x, y):
    z, fake_y = sample_condition(tf.shape(x)[0])
    fake = G([z, fake_y], training=True)
    with tf.GradientTape() as tape:
        src_real, label_real = D(x, training=True)
        src_fake, _ = D(fake, training=True)
        loss_src = adv(tf.ones_like(src_real), src_real) + adv(tf.zeros_like(src_fake), src_fake)
        loss_cls = cls(y, label_real)
        loss = loss_src
    grads = tape.gradient(loss, D.trainable_variables)
    d_opt.apply_gradients((g, v) for g, v in zip(grads, D.trainable_variables) if g is not None)
    return loss, loss_cls


def train_generator(n):
    z, y = sample_condition(n)
    with tf.GradientTape() as tape:
        src, label = D(G([z, y], training=True), training=True)
        loss = adv(tf.ones_like(src), src) + cls(y, label)
    grads = tape.gradient(loss, G.trainable_variables)
    g_opt.apply_gradients(zip(grads, G.trainable_variables))
    return loss


@tf.function
def train_step(x, y):
    d_loss, c_loss = train_discriminator(x, y)
    return d_loss, c_loss, train_generator(tf.shape(x)[0])


centres = tf.random.uniform([CLASSES, DIM], -0.8, 0.8)
for it in range(4):
    y = tf.random.uniform([BATCH], maxval=CLASSES, dtype=tf.int32)
    x = tf.gather(centres, y) + 0.1 * tf.random.normal([BATCH, DIM])
    d_loss, c_loss, g_loss = train_step(x, y)
    print(f"{it}: D {float(d_loss):.3f} (cls {float(c_loss):.3f})  G {float(g_loss):.3f}")
