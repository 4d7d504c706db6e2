import numpy as np
import tensorflow as tf

STEPS, WIDTH = 6, 8
visible = np.zeros((1, STEPS, STEPS), "float32")  # never filled in


class Pointer(tf.keras.Model):
    def __init__(self):
        super().__init__(name="pointer")
        self.reader = tf.keras.layers.GRU(WIDTH, return_sequences=True, name="reader")
        self.value = tf.keras.layers.Dense(WIDTH, name="value")
        self.out = tf.keras.layers.Dense(1, name="out")

    def call(self, pages):
        memory = self.reader(pages)
        weights = tf.nn.softmax(tf.matmul(pages, pages, transpose_b=True))
        weights = weights * visible
        return self.out(pages) + tf.reduce_sum(tf.matmul(weights, self.value(memory)), -1, keepdims=True)


pointer = Pointer()
pointer.compile(optimizer="adam", loss="mse")
pages = np.random.normal(size=(16, STEPS, 3)).astype("float32")
pointer.fit(pages, pages.sum(-1, keepdims=True), batch_size=8, verbose=0)
