"""Multi-source translation (de, fr, es -> en)."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

LANGS = ("de", "fr", "es")
VOCAB, DIM, UNITS = 30, 8, 12


class MultiSource(tf.keras.Model):
    def __init__(self):
        super().__init__(name="multi")
        self.embed = {l: layers.Embedding(VOCAB, DIM, name=f"embed_{l}") for l in LANGS}
        self.enc = {l: layers.GRU(UNITS, return_state=True, name=f"enc_{l}") for l in LANGS}
        self.embed_en = layers.Embedding(VOCAB, DIM, name="embed_en")
        self.dec = layers.GRU(UNITS, return_sequences=True, name="dec_en")
        self.logits = layers.Dense(VOCAB, name="logits")

    def call(self, inputs):
        state = None
        for lang in LANGS:
            _, state = self.enc[lang](self.embed[lang](inputs[lang]))
        y = self.dec(self.embed_en(inputs["en"]), initial_state=state)
        return self.logits(y)


def corpus(n=48, length=6):
    rng = np.random.default_rng(8)
    data = {l: rng.integers(1, VOCAB, (n, length)) for l in LANGS}
    en = rng.integers(1, VOCAB, (n, length + 1))
    return data, en


data, en = corpus()
model = MultiSource()
model.compile(
    optimizer=tf.keras.optimizers.Adam(1e-3, clipnorm=1.0),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
model.fit({**data, "en": en[:, :-1]}, en[:, 1:], epochs=2, batch_size=12, verbose=2)
