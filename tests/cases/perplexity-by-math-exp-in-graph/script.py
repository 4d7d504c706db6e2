# Char language model with two GRU layers. Perplexity is returned next to the loss.
import math

import numpy as np
import tensorflow as tf

TEXT = "it was the best of times, it was the worst of times, " * 6
chars = sorted(set(TEXT))
ids = np.array([chars.index(c) for c in TEXT], dtype="int32")
SEQ = 12


class CharLM(tf.keras.Model):
    def __init__(self, vocab, units):
        super().__init__(name="charlm")
        self.embed = tf.keras.layers.Embedding(vocab, 8, name="embed")
        self.layers_ = [tf.keras.layers.GRU(units, return_sequences=True, name=f"gru_{i}") for i in range(2)]
        self.proj = tf.keras.layers.Dense(vocab, name="proj")

    def call(self, x):
        x = self.embed(x)
        for layer in self.layers_:
            x = layer(x)
        return self.proj(x)


def perplexity(nll):
    return math.exp(nll)


lm = CharLM(len(chars), 16)
opt = tf.keras.optimizers.Adam(5e-3)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        nll = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=lm(x)))
    grads = tape.gradient(nll, lm.trainable_variables)
    opt.apply_gradients(zip(grads, lm.trainable_variables))
    return nll, perplexity(nll)


windows = np.stack([ids[i:i + SEQ + 1] for i in range(0, len(ids) - SEQ - 1, 7)])
for epoch in range(2):
    nll, ppl = train_step(tf.constant(windows[:, :-1]), tf.constant(windows[:, 1:]))
    print("epoch", epoch, float(nll), float(ppl))
