import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class Forecaster(tf.keras.Model):
    def __init__(self):
        super().__init__(name="forecaster")
        self.encoder = layers.GRU(8, return_state=True, name="encoder")
        self.decoder = tf.keras.Sequential(
            [layers.GRU(8, return_sequences=True, name="unroll"), layers.Dense(1, name="value")], name="decoder"
        )

    def call(self, inputs):
        history, known = inputs
        _, state = self.encoder(history)
        return self.decoder(known)


history, known = np.random.rand(32, 9, 3), np.random.rand(32, 4, 2)
model = Forecaster()
model.compile("adam", "huber")
model.fit((history, known), np.random.rand(32, 4, 1), batch_size=8, verbose=0)
