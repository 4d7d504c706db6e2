"""LSTM with an external memory vector as third state (own cell in keras.layers.RNN)."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class MemoryLSTMCell(layers.Layer):
    def __init__(self, units, memory, **kw):
        super().__init__(**kw)
        self.units, self.memory = units, memory
        self.state_size = [units, units, memory]
        self.output_size = units

    def build(self, input_shape):
        n = input_shape[-1] + self.units + self.memory
        self.gates = self.add_weight(shape=(n, 4 * self.units), initializer="glorot_uniform", name="gates")
        self.write = self.add_weight(shape=(self.units, self.memory), initializer="orthogonal", name="write")

    def call(self, x, states):
        h, c, m = states
        z = tf.concat([x, h, m], -1) @ self.gates
        i, f, o, g = tf.split(z, 4, axis=-1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        return h, [h, c, 0.9 * m + 0.1 * tf.tanh(h @ self.write)]


class Forecaster(tf.keras.Model):
    def __init__(self):
        super().__init__(name="forecaster")
        self.enc = layers.LSTM(10, return_state=True, name="enc")
        self.dec = layers.RNN(MemoryLSTMCell(10, 4), return_sequences=True, name="dec")
        self.head = layers.Dense(1, name="head")

    def call(self, inputs):
        past, future = inputs
        _, h, c = self.enc(past)
        # warm start the decoder
        return self.head(self.dec(future, initial_state=[h, c]))


model = Forecaster()
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train_step(past, future, target):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.abs(model((past, future)) - target))
    grads = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for _ in range(3):
    past, future = np.random.rand(8, 14, 2).astype("f"), np.random.rand(8, 5, 3).astype("f")
    print("mae", float(train_step(past, future, np.random.rand(8, 5, 1).astype("f"))))
