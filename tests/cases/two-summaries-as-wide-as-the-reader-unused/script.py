import numpy as np
from tensorflow import keras


class Reader(keras.Model):
    """An older idea compared two summaries of a sequence; both are still computed."""

    def __init__(self, units=6, **kwargs):
        super().__init__(**kwargs)
        self.coarse = keras.layers.Dense(units, name="coarse")
        self.fine = keras.layers.Dense(units, name="fine")
        self.reader = keras.layers.LSTM(units, name="reader")
        self.score = keras.layers.Dense(2, name="score")

    def call(self, sequence):
        average = keras.ops.mean(sequence, axis=1)
        coarse = self.coarse(average)
        fine = self.fine(keras.ops.max(sequence, axis=1))
        return self.score(self.reader(sequence))


model = Reader(name="model")
model.compile("adam", "mse")
model.fit(np.random.rand(16, 5, 3).astype("float32"), np.random.rand(16, 2), batch_size=8, verbose=0)
