"""CycleGAN on 2-D point clouds (moons <-> ring). One persistent tape, two optimizers."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Sequential

tf.keras.utils.set_random_seed(0)


def generator(name):
    return Sequential([layers.Input((2,)), layers.Dense(16, activation="relu", name="fc"), layers.Dense(2, name="xy")], name=name)


def discriminator(name):
    return Sequential([layers.Input((2,)), layers.Dense(16, name="fc"), layers.LeakyReLU(), layers.Dense(1, name="score")], name=name)


g_ab, g_ba = generator("g_ab"), generator("g_ba")
d_a, d_b = discriminator("d_a"), discriminator("d_b")
g_opt, d_opt = (tf.keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2))
LAMBDA_CYCLE, LAMBDA_ID = 10.0, 5.0


def lsgan(score, real):
    return tf.reduce_mean(tf.square(score - (1.0 if real else 0.0)))


def l1(a, b):
    return tf.reduce_mean(tf.abs(a - b))


@tf.function
def train_step(a, b):
    with tf.GradientTape(persistent=True) as tape:
        fake_b, fake_a = g_ab(a), g_ba(b)
        cycle = l1(g_ba(fake_b), a) + l1(g_ab(fake_a), b)
        identity = l1(g_ab(b), b) + l1(g_ba(a), a)
        adversarial = lsgan(d_b(fake_b), True) + lsgan(d_a(fake_a), True)
        g_loss = adversarial + LAMBDA_CYCLE * cycle + LAMBDA_ID * identity
        d_loss = 0.5 * (lsgan(d_a(a), True) + lsgan(d_a(fake_a), False) + lsgan(d_b(b), True) + lsgan(d_b(fake_b), False))
    g_vars = list({v.path: v for v in g_ab.trainable_variables + g_ab.trainable_variables}.values())
    d_vars = d_a.trainable_variables + d_b.trainable_variables
    g_opt.apply_gradients(zip(tape.gradient(g_loss, g_vars), g_vars))
    d_opt.apply_gradients(zip(tape.gradient(d_loss, d_vars), d_vars))
    return g_loss, d_loss


def domain_a(n):
    t = np.random.rand(n) * np.pi
    return np.stack([np.cos(t), np.sin(t)], 1).astype("float32")


def domain_b(n):
    t = np.random.rand(n) * 2 * np.pi
    return (2 * np.stack([np.cos(t), np.sin(t)], 1)).astype("float32")


for step in range(5):
    g, d = train_step(tf.constant(domain_a(32)), tf.constant(domain_b(32)))
    print("step %d g %.3f d %.3f" % (step, float(g), float(d)))
