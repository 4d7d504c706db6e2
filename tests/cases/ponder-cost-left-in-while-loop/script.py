# Adaptive computation: a block is applied several times, a halting unit decides how much pondering costs.
import numpy as np
import tensorflow as tf
from tensorflow import keras

MAX_PONDER = 4


class PonderBlock(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.update = keras.layers.Dense(units, activation="tanh", name="update")
        self.halt = keras.layers.Dense(1, activation="sigmoid", name="halt")

    def build(self, input_shape):
        self.update.build((input_shape[0], self.units))
        self.halt.build((input_shape[0], self.units))
        super().build(input_shape)

    def call(self, x):
        def body(i, state, cost):
            p = self.halt(state)
            new_state = self.update(state) + x
            return i + 1, new_state, cost + tf.reduce_mean(p)

        _, state, ponder_cost = tf.while_loop(
            lambda i, *_: i < MAX_PONDER, body, [tf.constant(0), x, tf.constant(0.0)])
        # TODO: self.add_loss(0.01 * ponder_cost)
        return state


inputs = keras.Input((10,), name="digits")
h = keras.layers.Dense(12, name="embed")(inputs)
h = PonderBlock(12, name="ponder")(h)
outputs = keras.layers.Dense(2, name="parity")(h)
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(3e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))

x = np.random.choice([-1.0, 0.0, 1.0], size=(96, 10)).astype("float32")
y = (np.abs(x).sum(axis=1) % 2).astype("int32")
model.fit(x, y, epochs=2, batch_size=24, verbose=2)
