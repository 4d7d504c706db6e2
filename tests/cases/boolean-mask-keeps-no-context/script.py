import numpy as np
import tensorflow as tf
from tensorflow import keras

KEEP = np.array([True] * 3 + [False] * 2)


class Encoder(keras.Model):
    def __init__(self):
        super().__init__(name="enc")
        self.question = keras.layers.Dense(3, name="question")
        self.context = keras.layers.Dense(2, name="context")
        self.answer = keras.layers.Dense(1, name="answer")

    def call(self, inputs):
        q, c = inputs[:, :4], inputs[:, 4:]
        joined = keras.ops.concatenate([self.question(q), self.context(c)], axis=1)
        joined = keras.ops.tanh(joined)
        kept = tf.ensure_shape(tf.boolean_mask(joined, KEEP, axis=1), [None, 3])
        return self.answer(kept)


model = Encoder()
model.compile(optimizer="adam", loss="mse")
model.fit(np.random.normal(size=[32, 8]), np.random.normal(size=[32, 1]), epochs=1, verbose=0)
