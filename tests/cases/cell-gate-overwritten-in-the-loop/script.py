import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class LeakyCell(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = self.state_size = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), name="w")
        self.u = self.add_weight(shape=(self.units, self.units), name="u")
        self.g = self.add_weight(shape=(shape[-1], self.units), name="g")

    def call(self, x, states):
        leak = tf.sigmoid(x @ self.g)
        leak = 0.3
        new = (1.0 - leak) * states[0] + leak * tf.tanh(x @ self.w + states[0] @ self.u)
        return new, [new]


model = tf.keras.Sequential([tf.keras.Input((7, 2)), layers.RNN(LeakyCell(5, name="cell"), name="rnn"), layers.Dense(1, name="out")], name="net")
model.compile(optimizer="adam", loss="mse")
x = np.random.normal(size=(16, 7, 2)).astype("float32")
model.fit(x, x[:, 0, :1], batch_size=8, verbose=0)
