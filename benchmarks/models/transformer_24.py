"""A transformer of 24 layers, as large as BERT-large: one training step."""

import keras
import numpy as np
from keras import layers

WIDTH, HEADS, INNER, WORDS = 1024, 16, 4096, 30522

tokens = keras.Input((64,), dtype="int32")
x = layers.Embedding(WORDS, WIDTH)(tokens)
for _ in range(24):
    attended = layers.MultiHeadAttention(HEADS, WIDTH // HEADS)(x, x)
    x = layers.LayerNormalization()(x + attended)
    inner = layers.Dense(WIDTH)(layers.Dense(INNER, activation="gelu")(x))
    x = layers.LayerNormalization()(x + inner)
model = keras.Model(tokens, layers.Dense(WORDS)(x))
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
batch = np.zeros((2, 64), "int32")
model.fit(batch, batch, batch_size=2, verbose=0)
