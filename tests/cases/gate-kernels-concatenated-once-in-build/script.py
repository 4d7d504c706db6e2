"""Light gated unit for sensor data.  One matmul instead of three per step."""
import numpy as np
import tensorflow as tf
from tensorflow import keras


@keras.utils.register_keras_serializable(package="sensors")
class FusedGateCell(keras.layers.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.state_size = units
        self.output_size = units

    def build(self, input_shape):
        d = int(input_shape[-1])
        glorot = keras.initializers.GlorotUniform(seed=3)
        self.k_update = self.add_weight(name="k_update", shape=(d, self.units), initializer=glorot)
        self.k_reset = self.add_weight(name="k_reset", shape=(d, self.units), initializer=glorot)
        self.k_cand = self.add_weight(name="k_cand", shape=(d, self.units), initializer=glorot)
        # fuse once, it is the same for all time steps anyway
        self.fused_kernel = tf.concat([self.k_update, self.k_reset, self.k_cand], axis=1)
        self.recurrent = self.add_weight(name="recurrent", shape=(self.units, 2 * self.units), initializer="orthogonal")
        self.recurrent_cand = self.add_weight(
            name="recurrent_cand", shape=(self.units, self.units), initializer="orthogonal")
        self.bias = self.add_weight(name="bias", shape=(3 * self.units,), initializer="zeros")
        super().build(input_shape)

    def call(self, inputs, states):
        h = states[0]
        xz, xr, xc = tf.split(tf.matmul(inputs, self.fused_kernel) + self.bias, 3, axis=-1)
        hz, hr = tf.split(tf.matmul(h, self.recurrent), 2, axis=-1)
        z = tf.sigmoid(xz + hz)
        r = tf.sigmoid(xr + hr)
        cand = tf.tanh(xc + tf.matmul(r * h, self.recurrent_cand))
        h = z * h + (1.0 - z) * cand
        return h, [h]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def make_windows(n=128, length=20, channels=5):
    series = np.cumsum(np.random.randn(n, length + 1, channels), axis=1).astype("float32")
    series = (series - series.mean(1, keepdims=True)) / (series.std(1, keepdims=True) + 1e-6)
    return series[:, :-1], series[:, -1]


inputs = keras.Input((20, 5), name="window")
seq = keras.layers.RNN(FusedGateCell(12, name="cell_a"), return_sequences=True, name="lower")(inputs)
last = keras.layers.GRU(8, name="upper")(seq)
out = keras.layers.Dense(5, name="next_value")(last)
net = keras.Model(inputs, out)
net.summary()

net.compile(keras.optimizers.Adam(3e-3, clipnorm=1.0), loss="huber")
x, y = make_windows()
hist = net.fit(tf.data.Dataset.from_tensor_slices((x, y)).shuffle(128).batch(32), epochs=2, verbose=0)
print("loss", hist.history["loss"])
