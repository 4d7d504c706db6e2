"""A small GAN with two tapes and two optimizers: each loss trains its own half, and nothing is wrong."""

import tensorflow as tf

generator = tf.keras.Sequential(
    [
        tf.keras.Input((4,)),
        tf.keras.layers.Dense(16, activation="relu", name="generator_hidden"),
        tf.keras.layers.Dense(2, name="generator_out"),
    ],
    name="generator",
)
discriminator = tf.keras.Sequential(
    [
        tf.keras.Input((2,)),
        tf.keras.layers.Dense(16, activation="relu", name="discriminator_hidden"),
        tf.keras.layers.Dense(1, name="discriminator_out"),
    ],
    name="discriminator",
)
loss_fn = tf.keras.losses.BinaryCrossentropy(from_logits=True)
generator_optimizer = tf.keras.optimizers.Adam(1e-3)
discriminator_optimizer = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train_step(real):
    noise = tf.random.normal((tf.shape(real)[0], 4))
    with tf.GradientTape() as generator_tape, tf.GradientTape() as discriminator_tape:
        fake = generator(noise, training=True)
        on_real = discriminator(real, training=True)
        on_fake = discriminator(fake, training=True)
        g_loss = loss_fn(tf.ones_like(on_fake), on_fake)
        d_loss = loss_fn(tf.ones_like(on_real), on_real) + loss_fn(tf.zeros_like(on_fake), on_fake)
    g_gradients = generator_tape.gradient(g_loss, generator.trainable_variables)
    d_gradients = discriminator_tape.gradient(d_loss, discriminator.trainable_variables)
    generator_optimizer.apply_gradients(zip(g_gradients, generator.trainable_variables))
    discriminator_optimizer.apply_gradients(zip(d_gradients, discriminator.trainable_variables))
    return g_loss, d_loss


for step in range(5):
    g_loss, d_loss = train_step(tf.random.normal((32, 2), mean=3.0))
    print(f"step {step}: generator {g_loss:.4f}, discriminator {d_loss:.4f}")
