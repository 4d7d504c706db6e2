"""A variational autoencoder of two sub-models; the model runs before the tape starts."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, layers


class Encoder(Model):
    def __init__(self):
        super().__init__(name="encoder")
        self.hidden = layers.Dense(12, activation="relu", name="hidden")
        self.stats = layers.Dense(6, name="stats")

    def call(self, x):
        return tf.split(self.stats(self.hidden(x)), 2, axis=-1)


class Autoencoder(Model):
    def __init__(self):
        super().__init__(name="vae")
        self.encoder = Encoder()
        self.decoder = layers.Dense(20, name="decoder")

    def call(self, x):
        mean, logvar = self.encoder(x)
        z = mean + tf.exp(0.5 * logvar) * tf.random.normal(tf.shape(mean))
        return self.decoder(z), mean, logvar


model = Autoencoder()
optimizer = tf.keras.optimizers.Adam(1e-3)
images = np.random.rand(32, 20).astype("float32")

for epoch in range(3):
    output, mean, logvar = model(images)
    with tf.GradientTape() as tape:
        divergence = -0.5 * tf.reduce_sum(1 + logvar - mean ** 2 - tf.exp(logvar), axis=-1)
        loss = tf.reduce_mean(tf.reduce_sum((output - images) ** 2, axis=-1) + divergence)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    print(epoch, float(loss))
