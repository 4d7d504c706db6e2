import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import RNN, LSTMCell, Dense, Input
from tensorflow.keras import Model


def stacked(units, depth, **kw):
    return RNN([LSTMCell(units, name=f"cell{i}") for i in range(depth)], **kw)


class Seq2Seq(Model):
    def __init__(self, units=6, depth=2, out=3):
        super().__init__()
        self.enc = stacked(units, depth, return_state=True, name="enc")
        self.dec = stacked(units, depth, return_sequences=True, name="dec")
        self.out = Dense(out, name="readout")

    def call(self, inputs):
        x, y = inputs
        res = self.enc(x)
        states = tf.nest.flatten(res[1:])
        z = self.dec(y, initial_state=states)
        return self.out(z)


x = np.random.rand(24, 7, 4).astype(np.float32)
y = np.random.rand(24, 5, 3).astype(np.float32)
net = Seq2Seq()
net.compile(loss="mse", optimizer="adam")
net.fit((x, y), y, epochs=1, verbose=0)
