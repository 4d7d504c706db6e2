"""Radar nowcasting, encoder-decoder ConvLSTM."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

SIZE, FILTERS = 8, 3


class Nowcaster(tf.keras.Model):
    def __init__(self):
        super().__init__(name="nowcaster")
        self.shrink = layers.TimeDistributed(layers.AveragePooling2D(2, name="pool"), name="shrink")
        self.encoder = layers.ConvLSTM2D(FILTERS, 3, padding="same", return_state=True, name="encoder")
        self.decoder = layers.ConvLSTM2D(FILTERS, 3, padding="same", return_sequences=True, name="decoder")
        self.rain = layers.Conv3D(1, 1, activation="relu", name="rain")

    def call(self, inputs):
        past, guess = inputs
        _, h, c = self.encoder(self.shrink(past))
        seq = self.decoder(guess, initial_state=[h, c])
        return self.rain(seq)


def storms(n, frames):
    base = np.random.rand(n, frames, SIZE, SIZE, 1).astype("float32")
    return (base + np.roll(base, 1, axis=1)) / 2


model = Nowcaster()
optimizer = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train_step(past, guess, future):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(model((past, guess), training=True) - future))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for epoch in range(2):
    clip = storms(4, 7)
    past, guess, future = clip[:, :4], clip[:, 3:6], clip[:, 4:]
    print(epoch, float(train_step(past, guess, future)))
