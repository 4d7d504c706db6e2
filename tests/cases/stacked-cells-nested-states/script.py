# deep seq2seq with RNN(StackedRNNCells): encoder's nested states go straight into the decoder
import numpy as np
import keras
from keras import layers, ops


def stack(sizes, prefix):
    cells = [layers.GRUCell(s, name=f"{prefix}_{i}", reset_after=bool(i % 2)) for i, s in enumerate(sizes)]
    return layers.StackedRNNCells(cells, name=prefix + "_cells")


class DeepTranslator(keras.Model):
    def __init__(self, sizes, n_in, n_out, **kw):
        super().__init__(**kw)
        self.embed_in = layers.Embedding(n_in, 8, name="embed_in")
        self.embed_out = layers.Embedding(n_out, 8, name="embed_out")
        self.encoder = layers.RNN(stack(sizes, "enc"), return_state=True, go_backwards=True, name="encoder")
        self.decoder = layers.RNN(stack(sizes, "dec"), return_sequences=True, return_state=True, name="decoder")
        self.softmax = layers.Dense(n_out, activation="softmax", name="softmax")

    def encode(self, tokens):
        result = self.encoder(self.embed_in(tokens))
        return result[0], list(result[1:])

    def call(self, inputs):
        top, states = self.encode(inputs["src"])
        dec = self.decoder(self.embed_out(inputs["tgt"]), initial_state=states)
        return self.softmax(dec[0])


src = np.random.randint(0, 15, (64, 6))
tgt = np.random.randint(0, 17, (64, 6))
net = DeepTranslator((12, 10, 8), 15, 17, name="deep")
net.compile("adam", "sparse_categorical_crossentropy", metrics=[keras.metrics.SparseTopKCategoricalAccuracy(3)])
net.fit({"src": src, "tgt": tgt[:, :-1]}, tgt[:, 1:], batch_size=16, epochs=2, verbose=2)
