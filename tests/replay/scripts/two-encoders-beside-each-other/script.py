import numpy as np
import tensorflow as tf

n = np.random.normal

class Reader(tf.keras.Model):
    def __init__(self):
        super().__init__(name="reader")
        self.question = tf.keras.layers.GRU(8, return_state=True, name="question")
        self.passage = tf.keras.layers.GRU(8, return_state=True, name="passage")
        self.answer = tf.keras.layers.GRU(8, name="answer")
        self.out = tf.keras.layers.Dense(1)

    def call(self, inputs):
        q, p, a = inputs
        _, q_state = self.question(q)
        _, p_state = self.passage(p)
        hidden = self.answer(a)
        return self.out(hidden)


model = Reader()
model.compile("adam", "mse")
model.fit((n(size=[8, 6, 3]), n(size=[8, 9, 3]), n(size=[8, 4, 2])), n(size=[8, 1]), verbose=0)
