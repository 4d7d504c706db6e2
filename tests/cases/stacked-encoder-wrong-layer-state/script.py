"""Two-layer LSTM seq2seq for short addition problems ("12+7" -> "19")."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

CHARS = "0123456789+ ^"
C2I = {c: i for i, c in enumerate(CHARS)}
SRC, TGT, DIM = 5, 4, 24


def encode(s, n):
    return [C2I[c] for c in s.ljust(n)]


def make_data(n=128, seed=1):
    rng = np.random.default_rng(seed)
    xs, ys = [], []
    for _ in range(n):
        a, b = rng.integers(0, 99, size=2)
        xs.append(encode(f"{a}+{b}", SRC))
        ys.append(encode("^" + str(a + b), TGT))
    return np.array(xs, dtype="int32"), np.array(ys, dtype="int32")


class DeepSeq2Seq(keras.Model):
    def __init__(self, vocab, dim, **kw):
        super().__init__(**kw)
        self.emb = layers.Embedding(vocab, dim, name="emb")
        self.enc1 = layers.LSTM(dim, return_sequences=True, return_state=True, name="enc1")
        self.enc2 = layers.LSTM(dim, return_state=True, name="enc2")
        self.dec1 = layers.LSTM(dim, return_sequences=True, name="dec1")
        self.dec2 = layers.LSTM(dim, return_sequences=True, name="dec2")
        self.proj = layers.Dense(vocab, name="proj")

    def call(self, inputs):
        src, tgt = inputs
        seq, h1, c1 = self.enc1(self.emb(src))
        _, h2, c2 = self.enc2(seq)
        y = self.dec1(self.emb(tgt), initial_state=[h1, c1])
        y = self.dec2(y, initial_state=[h1, c1])
        return self.proj(y)


x, y = make_data()
model = DeepSeq2Seq(len(CHARS), DIM, name="adder")
model.compile(
    optimizer=keras.optimizers.Adam(2e-3),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["sparse_categorical_accuracy"],
)
hist = model.fit((x, y[:, :-1]), y[:, 1:], batch_size=32, epochs=2, verbose=2)
print("final loss", hist.history["loss"][-1])
