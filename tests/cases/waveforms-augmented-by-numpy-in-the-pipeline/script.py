import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

RATE, LENGTH = 800, 400
keras.utils.set_random_seed(16)


def stretch(wave, speed):
    grid = np.clip(np.arange(LENGTH) * speed, 0, LENGTH - 1)
    return np.interp(grid, np.arange(LENGTH), wave).astype(np.float32)


def add_babble(wave):
    noise = np.random.randn(LENGTH).astype(np.float32) * 0.05
    return wave.numpy() + noise


def augment(wave, label):
    wave = tf.numpy_function(stretch, [wave, tf.random.uniform([], 0.9, 1.1)], tf.float32)
    wave = tf.py_function(add_babble, [wave], tf.float32)
    wave.set_shape([LENGTH])
    return wave, tf.cast(tf.round(label), tf.int32)


class STFT(layers.Layer):
    def call(self, wave):
        spec = tf.abs(tf.signal.stft(wave, frame_length=64, frame_step=32))
        return tf.math.log(spec + 1e-3)[..., None]


class PCEN(layers.Layer):
    """per-channel compression with learned exponents"""

    def build(self, shape):
        self.alpha = self.add_weight(name="alpha", shape=(shape[2],), initializer=keras.initializers.Constant(0.8))
        self.delta = self.add_weight(name="delta", shape=(shape[2],), initializer="ones")

    def call(self, x):
        a = tf.sigmoid(self.alpha)[None, None, :, None]
        d = tf.nn.softplus(self.delta)[None, None, :, None]
        return tf.pow(tf.nn.softplus(x) + d, a) - tf.pow(d, a)


t = np.arange(LENGTH) / RATE
waves = np.stack([np.sin(2 * np.pi * f * t) for f in np.random.choice([40.0, 90.0, 150.0], 48)]).astype("float32")
labels = np.argmax(np.abs(np.fft.rfft(waves))[:, [20, 45, 75]], axis=1).astype("float32")
ds = (tf.data.Dataset.from_tensor_slices((waves, labels)).shuffle(48)
      .map(augment, num_parallel_calls=2).batch(12).prefetch(2))

model = keras.Sequential([
    keras.Input((LENGTH,)), STFT(name="stft"), PCEN(name="pcen"),
    layers.Conv2D(8, 3, activation="relu", name="conv"), layers.GlobalMaxPooling2D(),
    layers.Dense(3, name="tone"),
], name="tones")
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(ds, epochs=2, verbose=2)
