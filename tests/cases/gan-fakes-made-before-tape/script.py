import tensorflow as tf
from tensorflow.keras import layers

BATCH, NOISE = 16, 6

make_generator = lambda: tf.keras.Sequential([
    layers.Input((NOISE,)),
    layers.Dense(4 * 4 * 4, use_bias=False, name="project"),
    layers.BatchNormalization(name="bn"),
    layers.ReLU(),
    layers.Reshape((4, 4, 4)),
    layers.Conv2DTranspose(1, 5, strides=2, padding="same", activation="tanh", name="paint"),
], name="gen")

make_discriminator = lambda: tf.keras.Sequential([
    layers.Input((8, 8, 1)),
    layers.Conv2D(6, 5, strides=2, padding="same", name="look"),
    layers.LeakyReLU(),
    layers.Dropout(0.3),
    layers.Flatten(),
    layers.Dense(1, name="judge"),
], name="disc")

generator, discriminator = make_generator(), make_discriminator()
cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)
generator_optimizer = tf.keras.optimizers.Adam(1e-4)
discriminator_optimizer = tf.keras.optimizers.Adam(1e-4)


def discriminator_loss(real_output, fake_output):
    return (cross_entropy(tf.ones_like(real_output), real_output)
            + cross_entropy(tf.zeros_like(fake_output), fake_output))


def generator_loss(fake_output):
    return cross_entropy(tf.ones_like(fake_output), fake_output)


def apply(optimizer, tape, loss, variables):
    pairs = [(g, v) for g, v in zip(tape.gradient(loss, variables), variables) if g is not None]
    if pairs:
        optimizer.apply_gradients(pairs)


@tf.function
def train_step(images):
    noise = tf.random.normal([BATCH, NOISE])
    # generate once, use for both networks (saves a forward pass)
    generated = generator(noise, training=True)

    with tf.GradientTape() as disc_tape, tf.GradientTape() as gen_tape:
        real_output = discriminator(images, training=True)
        fake_output = discriminator(generated, training=True)
        gen_loss = generator_loss(fake_output)
        disc_loss = discriminator_loss(real_output, fake_output)

    apply(generator_optimizer, gen_tape, gen_loss, generator.trainable_variables)
    apply(discriminator_optimizer, disc_tape, disc_loss, discriminator.trainable_variables)
    return gen_loss, disc_loss


blobs = tf.image.resize(tf.random.uniform([64, 2, 2, 1], -1, 1), [8, 8])
dataset = tf.data.Dataset.from_tensor_slices(blobs).shuffle(64).batch(BATCH)
for epoch in range(3):
    for image_batch in dataset:
        g, d = train_step(image_batch)
    print(f"epoch {epoch + 1}: gen {g.numpy():.4f} disc {d.numpy():.4f}")
