import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import GRU, LSTM, Dense, Embedding

CELLS = {"lstm": LSTM, "gru": GRU}
config = {"encoder": "lstm", "decoder": "gru", "units": 12, "vocab": 30}


def make_rnn(kind, **kw):
    return CELLS[config[kind]](config["units"], name=kind, **kw)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(name="net")
        self.emb = Embedding(config["vocab"], 8, name="emb")
        self.enc = make_rnn("encoder", return_state=True)
        self.dec = make_rnn("decoder", return_sequences=True)
        self.top = Dense(config["vocab"], name="top")

    def call(self, inputs):
        source, target = inputs
        states = self.enc(self.emb(source))[1:]
        return self.top(self.dec(self.emb(target), initial_state=states))


net = Net()
net.compile(optimizer="adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
a = np.random.randint(0, config["vocab"], (32, 7))
b = np.random.randint(0, config["vocab"], (32, 6))
net.fit((a, b[:, :-1]), b[:, 1:], batch_size=8, epochs=1, verbose=2)
