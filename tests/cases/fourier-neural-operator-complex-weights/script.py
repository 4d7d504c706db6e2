"""1-d Fourier neural operator for Burgers-like data (Li et al. 2021), tf + Keras."""
import numpy as np
import tensorflow as tf


class SpectralConv1D(tf.keras.layers.Layer):
    def __init__(self, channels, modes, **kwargs):
        super().__init__(**kwargs)
        self.channels, self.modes = channels, modes

    def build(self, shape):
        scale = 1.0 / (shape[-1] * self.channels)
        init = tf.keras.initializers.RandomUniform(-scale, scale)
        full = (self.modes, shape[-1], self.channels)
        self.re = self.add_weight(name="re", shape=full, initializer=init)
        self.im = self.add_weight(name="im", shape=full, initializer=init)

    def call(self, x):
        n = tf.shape(x)[1]
        spec = tf.signal.rfft(tf.transpose(x, [0, 2, 1]))           # (b, c, n//2+1)
        low = spec[:, :, :self.modes]
        w = tf.complex(self.re, self.im)
        out = tf.einsum("bim,mio->bom", low, w)
        missing = tf.shape(spec)[-1] - self.modes
        out = tf.pad(out, [[0, 0], [0, 0], [0, missing]])
        back = tf.signal.irfft(out, fft_length=[n])
        return tf.transpose(back, [0, 2, 1])


class FNO(tf.keras.Model):
    def __init__(self, width=8, modes=5, depth=2):
        super().__init__(name="fno")
        self.lift = tf.keras.layers.Dense(width, name="lift")
        self.spectral = [SpectralConv1D(width, modes, name=f"spectral_{i}") for i in range(depth)]
        self.local = [tf.keras.layers.Conv1D(width, 1, name=f"local_{i}") for i in range(depth)]
        self.project = tf.keras.Sequential([
            tf.keras.layers.Dense(16, activation="gelu"), tf.keras.layers.Dense(1)], name="project")

    def call(self, a):
        grid = tf.linspace(0.0, 1.0, tf.shape(a)[1])[None, :, None]
        x = self.lift(tf.concat([a, tf.tile(grid, [tf.shape(a)[0], 1, 1])], axis=-1))
        for i, (spec, loc) in enumerate(zip(self.spectral, self.local)):
            x = spec(x) + loc(x)
            if i < len(self.local) - 1:
                x = tf.nn.gelu(x)
        return self.project(x)


def relative_l2(y, p):
    return tf.reduce_mean(tf.norm(y - p, axis=[1, 2]) / tf.norm(y, axis=[1, 2]))


a = np.random.randn(40, 32, 1).cumsum(axis=1).astype("float32") / 6
u = np.tanh(np.roll(a, 2, axis=1)).astype("float32")
model = FNO()
schedule = tf.keras.optimizers.schedules.ExponentialDecay(1e-3, 10, 0.9)
model.compile(tf.keras.optimizers.Adam(schedule), loss=relative_l2)
model.fit(a, u, batch_size=10, epochs=2, verbose=2)
