import numpy as np
import tensorflow as tf


class Hamiltonian(tf.keras.Model):
    """A pendulum's motion as the symplectic gradient of a learned energy."""

    def __init__(self):
        super().__init__(name="energy")
        self.hidden = tf.keras.layers.Dense(8, activation="tanh", name="hidden")
        self.value = tf.keras.layers.Dense(1, use_bias=False, name="value")
        self.friction = self.add_weight(shape=(2,), initializer="zeros", name="friction")

    def call(self, state):
        with tf.GradientTape() as tape:
            energy = tf.reduce_sum(self.value(self.hidden(state)))
        slope = tape.gradient(energy, state, unconnected_gradients="zero")
        dq, dp = tf.split(slope, 2, axis=1)
        return tf.concat([dp, -dq], axis=1) - self.friction * state

    def train_step(self, data):
        state, velocity = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(state) - velocity))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}


state = np.random.uniform(-2, 2, (64, 2)).astype("float32")
velocity = np.stack([state[:, 1], -np.sin(state[:, 0])], axis=1)
model = Hamiltonian()
model.compile("adam")
model.fit(state, velocity, batch_size=16, verbose=0)
