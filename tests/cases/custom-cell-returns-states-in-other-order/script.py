import numpy as np
import tensorflow as tf
from tensorflow import keras


class TwoRateCell(keras.layers.Layer):
    """A fast and a slow memory; see my notes, section 3."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = [units, units]
        self.output_size = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), name="w")
        self.u_fast = self.add_weight(shape=(self.units, self.units), initializer="orthogonal", name="u_fast")
        self.u_slow = self.add_weight(shape=(self.units, self.units), initializer="orthogonal", name="u_slow")
        self.rate = self.add_weight(shape=(self.units,), initializer="zeros", name="rate")

    def call(self, x, states, training=False):
        fast, slow = states
        new_fast = tf.tanh(tf.matmul(x, self.w) + tf.matmul(fast, self.u_fast) + tf.matmul(slow, self.u_slow))
        gate = tf.sigmoid(self.rate)
        new_slow = gate * slow + (1.0 - gate) * new_fast
        return new_fast, [new_slow, new_fast]


past = keras.Input((9, 3), name="past")
future = keras.Input((4, 2), name="future")
_, h, c = keras.layers.LSTM(8, return_state=True, name="encoder")(past)
y = keras.layers.RNN(TwoRateCell(8, name="two_rate"), return_sequences=True, name="decoder")(
    future, initial_state=[c, h])
y = keras.layers.Dense(1, name="y")(y)
model = keras.Model([past, future], y)
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")

P = np.random.randn(40, 9, 3).astype("float32")
F = np.random.randn(40, 4, 2).astype("float32")
Y = np.cumsum(F[..., :1], axis=1) + P[:, -1:, :1]
model.fit([P, F], Y, epochs=2, batch_size=10, verbose=2)
