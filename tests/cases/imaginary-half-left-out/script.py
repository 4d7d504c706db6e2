import numpy as np
import tensorflow as tf


class SpectralFilter(tf.keras.layers.Layer):
    """Learned complex gains per frequency."""

    def build(self, shape):
        self.gain = self.add_weight(name="gain", shape=[shape[1] // 2 + 1, shape[2]], initializer="ones")
        self.phase = self.add_weight(name="phase", shape=[shape[1] // 2 + 1, shape[2]], initializer="zeros")

    def call(self, x):
        spectrum = tf.signal.rfft(tf.transpose(x, [0, 2, 1]))
        gains = tf.transpose(tf.complex(self.gain, self.phase))
        return tf.transpose(tf.signal.irfft(spectrum * gains), [0, 2, 1])


class ComplexDense(tf.keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, shape):
        self.real = self.add_weight(name="real", shape=[shape[-1], self.units])
        self.imag = self.add_weight(name="imag", shape=[shape[-1], self.units])

    def call(self, x):
        return tf.matmul(tf.cast(x, tf.complex64), tf.complex(self.real, self.imag))


inputs = tf.keras.Input([16, 2])
hidden = SpectralFilter(name="filter")(inputs)
hidden = tf.keras.layers.GlobalAveragePooling1D()(hidden)
first = ComplexDense(6, name="first")(hidden)
second = ComplexDense(3, name="second")
magnitude = tf.keras.layers.Lambda(lambda z: tf.abs(z), output_shape=(6,))(first)
answer = tf.keras.layers.Lambda(lambda z: tf.math.real(z), output_shape=(3,))(second(magnitude))
model = tf.keras.Model(inputs, answer)
model.compile("adam", "mse")
model.fit(np.random.randn(32, 16, 2).astype("float32"), np.random.randn(32, 3).astype("float32"), epochs=1, verbose=0)
