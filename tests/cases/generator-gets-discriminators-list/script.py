import tensorflow as tf
from tensorflow.keras import layers

generator = tf.keras.Sequential([layers.Input((8,)), layers.Dense(20, activation="relu", name="g_dense"),
                                 layers.Dense(10, activation="tanh", name="g_img")], name="generator")
discriminator = tf.keras.Sequential([layers.Input((10,)), layers.Dense(20, name="d_dense"), layers.LeakyReLU(),
                                     layers.Dense(1, name="d_prob")], name="discriminator")
cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)
generator_optimizer = tf.keras.optimizers.Adam(1e-4)
discriminator_optimizer = tf.keras.optimizers.Adam(1e-4)


@tf.function
def train_step(images):
    noise = tf.random.normal([16, 8])
    with tf.GradientTape() as gen_tape, tf.GradientTape() as disc_tape:
        generated = generator(noise, training=True)
        real_output = discriminator(images, training=True)
        fake_output = discriminator(generated, training=True)
        gen_loss = cross_entropy(tf.ones_like(fake_output), fake_output)
        disc_loss = (cross_entropy(tf.ones_like(real_output), real_output)
                     + cross_entropy(tf.zeros_like(fake_output), fake_output))
    gradients_of_generator = gen_tape.gradient(gen_loss, discriminator.trainable_variables)
    gradients_of_discriminator = disc_tape.gradient(disc_loss, discriminator.trainable_variables)
    generator_optimizer.apply_gradients(zip(gradients_of_generator, discriminator.trainable_variables))
    discriminator_optimizer.apply_gradients(zip(gradients_of_discriminator, discriminator.trainable_variables))


def train(dataset, epochs):
    for epoch in range(epochs):
        for image_batch in dataset:
            train_step(image_batch)
        print("epoch", epoch, "done")


train(tf.data.Dataset.from_tensor_slices(tf.random.uniform([64, 10], -1, 1)).batch(16), 2)
