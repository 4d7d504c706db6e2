# conditional diffusion with classifier-free guidance, 2-d toy data
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

T, CLASSES, DIM = 20, 4, 16
betas = np.linspace(1e-3, 0.2, T, dtype=np.float32)
alpha_bar = tf.constant(np.cumprod(1 - betas))


class Denoiser(tf.keras.Model):
    def __init__(self, p_drop=0.1):
        super().__init__(name="denoiser")
        self.p_drop = p_drop
        self.time = layers.Embedding(T, DIM, name="time")
        self.label = layers.Embedding(CLASSES, DIM, name="label")
        self.null_label = self.add_weight(shape=(DIM,), initializer="random_normal", name="null_label")
        self.fc1 = layers.Dense(32, activation="silu", name="fc1")
        self.film = layers.Dense(64, name="film")
        self.fc2 = layers.Dense(2, name="fc2")

    def condition(self, t, y, training):
        c = self.label(y)
        if training:
            drop = tf.random.uniform([tf.shape(y)[0], 1]) < self.p_drop
            c = tf.where(drop, tf.zeros_like(c), c)
        return self.time(t) + c

    def call(self, inputs, training=False):
        x, t, y = inputs
        scale, shift = tf.split(self.film(self.condition(t, y, training)), 2, axis=-1)
        return self.fc2((1 + scale) * self.fc1(x) + shift)


model = Denoiser()
opt = tf.keras.optimizers.AdamW(1e-3)
shadow = None


@tf.function
def train_step(x0, y):
    n = tf.shape(x0)[0]
    t = tf.random.uniform([n], maxval=T, dtype=tf.int32)
    a = tf.gather(alpha_bar, t)[:, None]
    eps = tf.random.normal(tf.shape(x0))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model((tf.sqrt(a) * x0 + tf.sqrt(1 - a) * eps, t, y), training=True) - eps) ** 2)
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for step in range(4):
    y = tf.random.uniform([64], maxval=CLASSES, dtype=tf.int32)
    x0 = tf.stack([tf.cos(1.6 * tf.cast(y, tf.float32)), tf.sin(1.6 * tf.cast(y, tf.float32))], 1)
    loss = train_step(x0, y)
    weights = [w.numpy() for w in model.trainable_variables]
    shadow = weights if shadow is None else [0.99 * s + 0.01 * w for s, w in zip(shadow, weights)]
    print("step", step, "loss", float(loss))
