import numpy as np
import tensorflow as tf
import keras
from keras import layers
from keras.layers import SpectralNormalization as SN

NOISE, DIM = 4, 6


def critic():
    return keras.Sequential([
        keras.Input((DIM,)),
        SN(layers.Dense(24), power_iterations=1, name="sn_in"),
        layers.LeakyReLU(0.2),
        SN(layers.Dense(24), power_iterations=2, name="sn_mid"),
        layers.LeakyReLU(0.2),
        SN(layers.Dense(1), name="sn_out"),
    ], name="critic")


def generator():
    return keras.Sequential([
        keras.Input((NOISE,)),
        layers.Dense(16, activation="relu", name="g_hidden"),
        layers.Dense(DIM, name="g_out"),
    ], name="generator")


class SNGAN(keras.Model):
    def __init__(self):
        super().__init__(name="sngan")
        self.g, self.d = generator(), critic()

    def compile(self, g_opt, d_opt):
        super().compile()
        self.g_opt, self.d_opt = g_opt, d_opt

    def train_step(self, real):
        z = tf.random.normal([tf.shape(real)[0], NOISE])
        # hinge loss
        with tf.GradientTape() as tape:
            fake = self.g(z, training=True)
            both = self.d(tf.concat([real, fake], 0), training=True)
            s_real, s_fake = tf.split(both, 2)
            d_loss = tf.reduce_mean(tf.nn.relu(1.0 - s_real)) + tf.reduce_mean(tf.nn.relu(1.0 + s_fake))
        self.d_opt.apply(tape.gradient(d_loss, self.d.trainable_variables), self.d.trainable_variables)
        with tf.GradientTape() as tape:
            g_loss = -tf.reduce_mean(self.d(self.g(z, training=True), training=False))
        self.g_opt.apply(tape.gradient(g_loss, self.g.trainable_variables), self.g.trainable_variables)
        return {"d": d_loss, "g": g_loss}


real = np.random.multivariate_normal(np.ones(DIM), np.eye(DIM) + 0.5, size=96).astype("float32")
gan = SNGAN()
gan.compile(keras.optimizers.Adam(1e-4, beta_1=0.0), keras.optimizers.Adam(4e-4, beta_1=0.0))
gan.fit(real, batch_size=32, epochs=2, verbose=2)
