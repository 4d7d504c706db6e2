import numpy as np
import tensorflow as tf
from tensorflow import keras


class MinimalGatedCell(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units
        self.output_size = units

    def build(self, input_shape):
        d = input_shape[-1]
        self.wf = self.add_weight(shape=(d + self.units, self.units), initializer="glorot_uniform", name="wf")
        self.wh = self.add_weight(shape=(d + self.units, self.units), initializer="orthogonal", name="wh")
        self.bf = self.add_weight(shape=(self.units,), initializer="ones", name="bf")
        self.bh = self.add_weight(shape=(self.units,), initializer="zeros", name="bh")

    def call(self, inputs, states):
        h = states[0]
        f = tf.sigmoid(tf.matmul(tf.concat([inputs, h], 1), self.wf) + self.bf)
        proposal = tf.tanh(tf.matmul(tf.concat([inputs, f * h], 1), self.wh) + self.bh)
        h = (1 - f) * h + f * proposal
        return h, [h]


model = keras.Sequential([
    keras.Input((5, 3)),
    keras.layers.RNN([MinimalGatedCell(6), keras.layers.LSTMCell(4)], name="stack", unroll=True),
    keras.layers.Dense(1),
])
model.compile(keras.optimizers.Adafactor(0.01), "mse")
x = np.random.randn(40, 5, 3)
model.fit(x, x[:, -1, 0], epochs=2, batch_size=10, verbose=0)
