# mixed precision, own train_step, spectrogram denoiser
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers, mixed_precision

mixed_precision.set_global_policy("mixed_float16")


class Denoiser(keras.Model):
    def __init__(self, ch=6):
        super().__init__(name="denoiser")
        self.down = layers.Conv2D(ch, 3, strides=2, padding="same", activation="relu", name="down")
        self.gru = layers.TimeDistributed(layers.Dense(ch, activation="tanh", name="mix"), name="td")
        self.up = layers.Conv2DTranspose(ch, 3, strides=2, padding="same", activation="relu", name="up")
        self.mask = layers.Conv2D(1, 1, activation="sigmoid", dtype="float32", name="mask")
        self.loss_tracker = keras.metrics.Mean(name="l1")

    def call(self, x):
        z = self.gru(self.down(x))
        return self.mask(self.up(z)) * tf.cast(x, tf.float32)

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, clean):
        noisy = clean + tf.random.normal(tf.shape(clean), stddev=0.2)
        with tf.GradientTape() as tape:
            estimate = self(noisy, training=True)
            loss = tf.reduce_mean(tf.abs(estimate - clean))
            scaled = self.optimizer.scale_loss(loss)
        grads = tape.gradient(scaled, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        self.loss_tracker.update_state(loss)
        return {m.name: m.result() for m in self.metrics}


spec = np.abs(np.random.randn(40, 8, 8, 1)).astype("float32")
model = Denoiser()
inner = keras.optimizers.Adam(1e-3)
model.compile(optimizer=mixed_precision.LossScaleOptimizer(inner, initial_scale=1024.0))
model.fit(spec, epochs=2, batch_size=10, verbose=2)
keras.mixed_precision.set_global_policy("float32")
