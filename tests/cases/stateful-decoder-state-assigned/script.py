"""Summariser whose decoder is a stateful GRU, so that at inference I can call it token by token."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

BATCH, VOCAB, SRC, TGT, UNITS = 8, 35, 10, 5, 16


class Summariser(keras.Model):
    def __init__(self):
        super().__init__(name="summariser")
        self.src_emb = keras.layers.Embedding(VOCAB, 12, name="src_emb")
        self.tgt_emb = keras.layers.Embedding(VOCAB, 12, name="tgt_emb")
        self.encoder = keras.layers.GRU(UNITS, name="encoder")
        self.decoder = keras.layers.GRU(UNITS, return_sequences=True, stateful=True, name="decoder")
        self.decoder.build((BATCH, TGT, 12))
        self.out = keras.layers.Dense(VOCAB, name="out")

    def prime(self, state):
        for variable, value in zip(self.decoder.states, [state]):
            variable.assign(value)

    def call(self, inputs):
        article, summary = inputs
        self.prime(self.encoder(self.src_emb(article)))
        y = self.decoder(self.tgt_emb(summary))
        return self.out(y)


def batches(n):
    for _ in range(n):
        yield (np.random.randint(0, VOCAB, (BATCH, SRC)), np.random.randint(0, VOCAB, (BATCH, TGT + 1)))


net = Summariser()
opt = keras.optimizers.Adam(1e-3)
ce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(article, summary):
    with tf.GradientTape() as tape:
        logits = net((article, summary[:, :-1]), training=True)
        loss = ce(summary[:, 1:], logits)
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients((g, v) for g, v in zip(grads, net.trainable_variables) if g is not None)
    return loss


for i, (article, summary) in enumerate(batches(4)):
    loss = train_step(tf.constant(article), tf.constant(summary))
    print(f"step {i}: {float(loss):.4f}")
