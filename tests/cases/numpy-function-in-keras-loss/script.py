import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def snr_numpy(clean, estimate):
    noise = estimate - clean
    ratio = np.sum(clean ** 2, axis=1) / (np.sum(noise ** 2, axis=1) + 1e-8)
    return (-10.0 * np.log10(ratio + 1e-8)).astype(np.float32)


def snr_loss(clean, estimate):
    value = tf.numpy_function(snr_numpy, [clean, estimate], tf.float32)
    value.set_shape([None])
    return tf.reduce_mean(value)


denoiser = tf.keras.Sequential([
    layers.Input((64,)),
    layers.Reshape((64, 1)),
    layers.Conv1D(8, 9, strides=2, padding="same", activation="relu", name="down"),
    layers.Conv1DTranspose(1, 9, strides=2, padding="same", name="up"),
    layers.Flatten(),
], name="denoiser")
denoiser.compile("adam", snr_loss)

t = np.linspace(0, 20, 64)
clean = np.stack([np.sin(t * f) for f in np.random.uniform(0.5, 2, 40)]).astype("float32")
noisy = clean + 0.2 * np.random.randn(*clean.shape).astype("float32")
denoiser.fit(noisy, clean, epochs=2, batch_size=10)
