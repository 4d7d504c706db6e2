"""A decoder of 70 billion parameters, as one would write it in Keras, and a call of `fit`."""

import sys

import keras
import numpy as np
from keras import layers

LAYERS = int(sys.argv[1]) if len(sys.argv) > 1 else 80
WIDTH, HEADS, GROUPS, INNER, WORDS = 8192, 64, 8, 28672, 128256


class Block(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.before_attention = layers.RMSNormalization()
        self.before_inner = layers.RMSNormalization()
        self.attention = layers.GroupQueryAttention(WIDTH // HEADS, HEADS, GROUPS, use_bias=False)
        self.gate = layers.Dense(INNER, activation="silu", use_bias=False)
        self.up = layers.Dense(INNER, use_bias=False)
        self.down = layers.Dense(WIDTH, use_bias=False)

    def build(self, shape):
        self.before_attention.build(shape)
        self.before_inner.build(shape)
        self.attention.build(shape, shape)
        self.gate.build(shape)
        self.up.build(shape)
        self.down.build((*shape[:-1], INNER))

    def call(self, x):
        y = self.before_attention(x)
        x = x + self.attention(y, y, use_causal_mask=True)
        y = self.before_inner(x)
        return x + self.down(self.gate(y) * self.up(y))


tokens = keras.Input((128,), dtype="int32")
x = layers.Embedding(WORDS, WIDTH)(tokens)
for _ in range(LAYERS):
    x = Block()(x)
x = layers.RMSNormalization()(x)
logits = layers.Dense(WORDS, use_bias=False)(x)
model = keras.Model(tokens, logits)
model.summary()
print(f"{model.count_params():,} parameters")

model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
batch = np.zeros((2, 128), "int32")
model.fit(batch, batch, batch_size=2)
