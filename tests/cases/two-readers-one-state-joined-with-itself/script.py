import numpy as np
import tensorflow as tf
from tensorflow import keras


class Reply(keras.Model):
    def __init__(self, units=10, **kwargs):
        super().__init__(**kwargs)
        self.asked = keras.layers.GRU(units, return_state=True, name="asked")
        self.context = keras.layers.GRU(units, return_state=True, name="context")
        self.writer = keras.layers.GRU(2 * units, return_sequences=True, name="writer")
        self.out = keras.layers.Dense(4, name="out")

    def call(self, inputs):
        question, before, reply = inputs
        _, asked = self.asked(question)
        _, context = self.context(before)
        start = tf.concat([asked, asked], axis=-1)
        return self.out(self.writer(reply, initial_state=start))


model = Reply(name="reply")
model.compile(optimizer="adam", loss="mse")
rng = np.random.default_rng(3)
question, before, reply = (rng.normal(size=(24, n, 4)).astype("float32") for n in (6, 8, 5))
model.fit([question, before, reply], reply, batch_size=8, verbose=0)
