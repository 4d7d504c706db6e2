import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

SRC_V, TGT_V, D, HEADS, T_SRC, T_TGT = 50, 60, 16, 2, 9, 7


class PositionalEmbedding(layers.Layer):
    def __init__(self, vocab, length, dim, **kw):
        super().__init__(**kw)
        self.tok = layers.Embedding(vocab, dim, mask_zero=True, name="tok")
        self.pos = layers.Embedding(length, dim, name="pos")
        self.length = length

    def call(self, ids):
        return self.tok(ids) * D ** 0.5 + self.pos(tf.range(self.length))


class FeedForward(layers.Layer):
    def __init__(self, dim, **kw):
        super().__init__(**kw)
        self.up = layers.Dense(2 * dim, activation="relu", name="up")
        self.down = layers.Dense(dim, name="down")
        self.norm = layers.LayerNormalization(name="norm")

    def call(self, x):
        return self.norm(x + self.down(self.up(x)))


class EncoderLayer(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.mha = layers.MultiHeadAttention(HEADS, D // HEADS, name="self_attention")
        self.norm = layers.LayerNormalization(name="norm")
        self.ffn = FeedForward(D, name="ffn")

    def call(self, x):
        return self.ffn(self.norm(x + self.mha(x, x)))


class DecoderLayer(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.causal = layers.MultiHeadAttention(HEADS, D // HEADS, name="causal_attention")
        self.cross = layers.MultiHeadAttention(HEADS, D // HEADS, name="cross_attention")
        self.norm1 = layers.LayerNormalization(name="norm1")
        self.norm2 = layers.LayerNormalization(name="norm2")
        self.ffn = FeedForward(D, name="ffn")

    def call(self, x, memory):
        x = self.norm1(x + self.causal(x, x, use_causal_mask=True))
        x = self.norm2(x + self.cross(query=x, value=x, key=x))
        return self.ffn(x)


class Translator(keras.Model):
    def __init__(self):
        super().__init__(name="translator")
        self.src_embed = PositionalEmbedding(SRC_V, T_SRC, D, name="src_embed")
        self.encoder = EncoderLayer(name="encoder")
        self.tgt_embed = PositionalEmbedding(TGT_V, T_TGT, D, name="tgt_embed")
        self.decoder = DecoderLayer(name="decoder")
        self.generator = layers.Dense(TGT_V, name="generator")

    def call(self, inputs):
        src, tgt = inputs
        memory = self.encoder(self.src_embed(src))
        hidden = self.decoder(self.tgt_embed(tgt), memory)
        return self.generator(hidden)


keras.utils.set_random_seed(4)
model = Translator()
model.compile(keras.optimizers.Adam(1e-3, beta_2=0.98), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
src = np.random.randint(1, SRC_V, (32, T_SRC))
tgt = np.random.randint(1, TGT_V, (32, T_TGT + 1))
model.fit((src, tgt[:, :-1]), tgt[:, 1:], batch_size=16, epochs=2, verbose=2)
