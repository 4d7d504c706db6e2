import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

generator = tf.keras.Sequential([layers.Input((4,)), layers.Dense(12, activation="relu", name="g1"), layers.Dense(6, name="g2")], name="generator")
discriminator = tf.keras.Sequential([layers.Input((6,)), layers.Dense(12, activation="relu", name="d1"), layers.Dense(1, name="d2")], name="discriminator")
g_optimizer = tf.keras.optimizers.RMSprop(1e-3)
d_optimizer = tf.keras.optimizers.RMSprop(1e-3)
g_optimizer.build(generator.trainable_variables)
gallery = []


def xent(logits, label):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.fill(tf.shape(logits), label), logits))


for epoch in range(3):
    real = np.random.randn(20, 6).astype("float32") + 2
    noise = tf.random.normal([20, 4])
    with tf.GradientTape(persistent=True) as tape:
        fake = generator(noise, training=True).numpy()
        gallery.append(fake[0])
        real_logits = discriminator(real, training=True)
        fake_logits = discriminator(fake, training=True)
        d_loss = xent(real_logits, 1.0) + xent(fake_logits, 0.0)
        g_loss = xent(fake_logits, 1.0)
    d_grads = tape.gradient(d_loss, discriminator.trainable_variables)
    g_grads = tape.gradient(g_loss, generator.trainable_variables)
    d_optimizer.apply_gradients(zip(d_grads, discriminator.trainable_variables))
    if all(g is not None for g in g_grads):
        g_optimizer.apply_gradients(zip(g_grads, generator.trainable_variables))
    print(epoch, d_loss.numpy(), g_loss.numpy())
