"""Denoising diffusion on 1-d point clouds, after the keras.io DDIM example (with an EMA copy of the network)."""
import math
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops

tf.config.run_functions_eagerly(True)
EMB, WIDTH, EMA, BATCH = 8, 16, 0.99, 32


@keras.saving.register_keras_serializable()
def sinusoidal_embedding(x):
    freqs = ops.exp(ops.linspace(math.log(1.0), math.log(100.0), EMB // 2))
    angular = ops.cast(2.0 * math.pi * freqs, "float32")
    return ops.concatenate([ops.sin(angular * x), ops.cos(angular * x)], axis=-1)


def get_network():
    noisy = keras.Input((2,))
    variance = keras.Input((1,))
    e = layers.Lambda(sinusoidal_embedding, output_shape=(EMB,))(variance)
    x = layers.Dense(WIDTH, name="inp")(noisy)
    x = layers.Concatenate()([x, e])
    for i in range(2):
        skip = layers.Dense(WIDTH, name=f"skip{i}")(x)
        x = layers.BatchNormalization(center=False, scale=False)(x)
        x = layers.Dense(WIDTH, activation="swish", name=f"mid{i}")(x)
        x = layers.Add()([x, skip])
    x = layers.Dense(2, kernel_initializer="zeros", name="noise")(x)
    return keras.Model([noisy, variance], x, name="residual_mlp")


class DiffusionModel(keras.Model):
    def __init__(self):
        super().__init__()
        self.normalizer = layers.Normalization()
        self.network = get_network()
        self.ema_network = keras.models.clone_model(self.network)

    def compile(self, **kwargs):
        super().compile(**kwargs)
        self.noise_loss_tracker = keras.metrics.Mean(name="n_loss")

    @property
    def metrics(self):
        return [self.noise_loss_tracker]

    def diffusion_schedule(self, t):
        start, end = math.acos(0.95), math.acos(0.02)
        angle = start + t * (end - start)
        return ops.sin(angle), ops.cos(angle)

    def denoise(self, x, noise_rates, signal_rates, training):
        network = self.network if training else self.ema_network
        eps = network([x, noise_rates ** 2], training=training)
        return eps, (x - noise_rates * eps) / signal_rates

    def train_step(self, points):
        points = self.normalizer(points, training=True)
        noises = keras.random.normal((BATCH, 2))
        noise_rates, signal_rates = self.diffusion_schedule(keras.random.uniform((BATCH, 1)))
        noisy = signal_rates * points + noise_rates * noises
        with tf.GradientTape() as tape:
            pred_noises, pred_points = self.denoise(noisy, noise_rates, signal_rates, training=True)
            noise_loss = self.loss(noises, pred_noises)
        gradients = tape.gradient(noise_loss, self.network.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.network.trainable_weights))
        self.noise_loss_tracker.update_state(noise_loss)
        for weight, ema_weight in zip(self.network.weights, self.ema_network.weights):
            ema_weight.assign(EMA * ema_weight + (1 - EMA) * weight)
        return {m.name: m.result() for m in self.metrics}


theta = np.random.rand(256) * 2 * np.pi
cloud = np.stack([np.cos(theta), np.sin(theta)], axis=1).astype("float32")
model = DiffusionModel()
model.normalizer.adapt(cloud)
model.compile(optimizer=keras.optimizers.AdamW(1e-3, weight_decay=1e-4), loss=keras.losses.MeanAbsoluteError())
ds = tf.data.Dataset.from_tensor_slices(cloud).shuffle(256).batch(BATCH, drop_remainder=True)
model.fit(ds, epochs=2, verbose=2)
