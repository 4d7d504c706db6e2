"""The mixture of two experts again: weighed by the gate's softmax, so that the gate learns as well."""

import numpy as np
import tensorflow as tf


class Mixture(tf.keras.Model):
    def __init__(self):
        super().__init__(name="mixture")
        self.gate = tf.keras.layers.Dense(2, name="gate")
        self.expert_a = tf.keras.layers.Dense(4, name="expert_a")
        self.expert_b = tf.keras.layers.Dense(4, name="expert_b")

    def call(self, inputs):
        weights = tf.nn.softmax(self.gate(inputs))
        experts = tf.stack([self.expert_a(inputs), self.expert_b(inputs)], axis=1)
        return tf.reduce_sum(weights[:, :, tf.newaxis] * experts, axis=1)


inputs = np.random.normal(size=(64, 6)).astype("float32")
targets = np.random.normal(size=(64, 4)).astype("float32")

model = Mixture()
model.compile(optimizer="adam", loss="mse")
model.fit(inputs, targets, batch_size=16, epochs=2)
