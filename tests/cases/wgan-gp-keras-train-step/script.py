"""WGAN-GP as a keras Model: several critic updates per generator update, second-order penalty."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

LATENT, DIM = 4, 3

gen = keras.Sequential([keras.Input((LATENT,)), layers.Dense(16, activation="relu", name="g1"), layers.Dense(DIM, name="g2")], name="gen")
critic = keras.Sequential([keras.Input((DIM,)), layers.Dense(16, name="c1"), layers.LeakyReLU(), layers.Dense(1, use_bias=False, name="c2")], name="critic")


class WGANGP(keras.Model):
    def __init__(self, generator, critic, critic_steps=2, gp_weight=10.0):
        super().__init__()
        self.generator, self.critic = generator, critic
        self.critic_steps, self.gp_weight = critic_steps, gp_weight

    def compile(self, g_optimizer, c_optimizer):
        super().compile()
        self.g_optimizer, self.c_optimizer = g_optimizer, c_optimizer

    def penalty(self, real, fake):
        a = tf.random.uniform((tf.shape(real)[0], 1))
        mix = a * real + (1 - a) * fake
        with tf.GradientTape() as inner:
            inner.watch(mix)
            score = self.critic(mix, training=True)
        norm = tf.norm(inner.gradient(score, mix) + 1e-8, axis=1)
        return tf.reduce_mean((norm - 1.0) ** 2)

    def train_step(self, real):
        n = tf.shape(real)[0]
        for _ in range(self.critic_steps):
            fake = self.generator(tf.random.normal((n, LATENT)), training=True)
            with tf.GradientTape() as tape:
                c_loss = (tf.reduce_mean(self.critic(fake, training=True))
                          - tf.reduce_mean(self.critic(real, training=True))
                          + self.gp_weight * self.penalty(real, fake))
            grads = tape.gradient(c_loss, self.critic.trainable_variables,
                                  unconnected_gradients=tf.UnconnectedGradients.ZERO)
            self.c_optimizer.apply_gradients(zip(grads, self.critic.trainable_variables))
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            for v in self.generator.trainable_variables:
                tape.watch(v.value)
            g_loss = -tf.reduce_mean(self.critic(self.generator(tf.random.normal((n, LATENT)), training=True)))
        grads = tape.gradient(g_loss, self.generator.trainable_variables)
        self.g_optimizer.apply_gradients(zip(grads, self.generator.trainable_variables))
        return {"c_loss": c_loss, "g_loss": g_loss}


data = (np.random.randn(128, DIM) * [1, 2, 0.5]).astype("float32")
wgan = WGANGP(gen, critic)
wgan.compile(keras.optimizers.Adam(1e-4, beta_1=0.0), keras.optimizers.Adam(1e-4, beta_1=0.0))
wgan.fit(data, batch_size=32, epochs=2, verbose=2)
