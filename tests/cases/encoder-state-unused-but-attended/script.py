"""Decoder deliberately starts from zeros; the encoder is reached through attention over its outputs only."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

V, D, S, T = 24, 12, 7, 5


class AttnSeq2Seq(keras.Model):
    def __init__(self):
        super().__init__(name="attn_s2s")
        self.emb = layers.Embedding(V, D, mask_zero=True, name="emb")
        self.encoder = layers.LSTM(D, return_sequences=True, return_state=True, name="encoder")
        self.decoder = layers.LSTM(D, return_sequences=True, return_state=True, name="decoder")
        self.attention = layers.AdditiveAttention(name="attention")
        self.mix = layers.Dense(D, activation="tanh", name="mix")
        self.out = layers.Dense(V, name="out")

    def call(self, inputs):
        src, tgt = inputs
        memory, h, c = self.encoder(self.emb(src))
        start = [tf.zeros_like(h), tf.zeros_like(c)]
        y, _, _ = self.decoder(self.emb(tgt), initial_state=start)
        context = self.attention([y, memory], mask=[None, tf.not_equal(src, 0)])
        return self.out(self.mix(tf.concat([y, context], axis=-1)))


def masked_ce(y, logits):
    loss = keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
    m = tf.cast(tf.not_equal(y, 0), loss.dtype)
    return tf.reduce_sum(loss * m) / (tf.reduce_sum(m) + 1e-6)


src = np.random.randint(1, V, (64, S))
src[:, 5:] = 0
tgt = np.random.randint(1, V, (64, T + 1))
model = AttnSeq2Seq()
model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=masked_ce)
model.fit((src, tgt[:, :-1]), tgt[:, 1:], batch_size=16, epochs=2, verbose=2)
