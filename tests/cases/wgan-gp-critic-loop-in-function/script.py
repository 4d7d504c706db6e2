import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

NOISE, N_CRITIC, GP_WEIGHT, DRIFT = 4, 3, 10.0, 1e-3

generator = keras.Sequential([
    keras.Input((NOISE,)),
    layers.Dense(24), layers.LeakyReLU(0.2),
    layers.Dense(24), layers.LeakyReLU(0.2),
    layers.Dense(2),
], name="generator")

critic = keras.Sequential([
    keras.Input((2,)),
    layers.Dense(24), layers.LeakyReLU(0.2),
    layers.Dense(24), layers.LeakyReLU(0.2),
    layers.Dense(1),
], name="critic")

g_opt = keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9)
c_opt = keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9)


def gradient_penalty(real, fake):
    eps = tf.random.uniform([tf.shape(real)[0], 1])
    mid = real + eps * (fake - real)
    with tf.GradientTape() as inner:
        inner.watch(mid)
        score = critic(mid, training=True)
    slope = tf.norm(inner.gradient(score, mid) + 1e-12, axis=1)
    return tf.reduce_mean((slope - 1.0) ** 2)


@tf.function
def train_iteration(real):
    c_loss = 0.0
    for _ in range(N_CRITIC):
        z = tf.random.normal([tf.shape(real)[0], NOISE])
        fake = generator(z, training=True)
        with tf.GradientTape() as tape:
            s_real, s_fake = critic(real, training=True), critic(fake, training=True)
            c_loss = tf.reduce_mean(s_fake) - tf.reduce_mean(s_real)
            c_loss += GP_WEIGHT * gradient_penalty(real, fake)
            c_loss += DRIFT * tf.reduce_mean(s_real ** 2)      # keeps the scores near zero (ProGAN)
        c_opt.apply_gradients(zip(tape.gradient(c_loss, critic.trainable_weights), critic.trainable_weights))

    z = tf.random.normal([tf.shape(real)[0], NOISE])
    with tf.GradientTape() as tape:
        g_loss = -tf.reduce_mean(critic(generator(z, training=True), training=True))
    g_opt.apply_gradients(zip(tape.gradient(g_loss, generator.trainable_weights), generator.trainable_weights))
    return c_loss, g_loss


# eight gaussians on a circle
angles = tf.range(8, dtype=tf.float32) * 3.14159 / 4
centres = tf.stack([tf.cos(angles), tf.sin(angles)], 1)
ds = tf.data.Dataset.range(512).map(
    lambda i: tf.gather(centres, i % 8) + 0.05 * tf.random.normal([2])).batch(64, drop_remainder=True)

c_metric, g_metric = keras.metrics.Mean(), keras.metrics.Mean()
for epoch in range(2):
    for real in ds:
        c, g = train_iteration(real)
        c_metric.update_state(c)
        g_metric.update_state(g)
    print(f"epoch {epoch}: critic {c_metric.result():.3f} generator {g_metric.result():.3f}")
    c_metric.reset_state()
    g_metric.reset_state()
