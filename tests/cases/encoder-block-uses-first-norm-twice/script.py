import numpy as np
import keras
from keras import layers, ops


class TransformerBlock(layers.Layer):
    def __init__(self, embed_dim, num_heads, ff_dim, rate=0.1, **kwargs):
        super().__init__(**kwargs)
        self.embed_dim, self.num_heads, self.ff_dim = embed_dim, num_heads, ff_dim
        self.att = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim // num_heads)
        self.ffn_1 = layers.Dense(ff_dim, activation="relu")
        self.ffn_2 = layers.Dense(embed_dim)
        self.norm_1 = layers.LayerNormalization(epsilon=1e-6, name="norm_1")
        self.norm_2 = layers.LayerNormalization(epsilon=1e-6, name="norm_2")
        self.drop = layers.Dropout(rate)

    def build(self, input_shape):
        # explicit build so that weights can be loaded before the first call
        self.att.build(input_shape, input_shape)
        self.ffn_1.build(input_shape)
        self.ffn_2.build((*input_shape[:-1], self.ff_dim))
        for norm in (self.norm_1, self.norm_2):
            norm.build(input_shape)
        self.built = True

    def call(self, inputs, training=False):
        a = self.drop(self.att(inputs, inputs), training=training)
        x = self.norm_1(inputs + a)
        f = self.drop(self.ffn_2(self.ffn_1(x)), training=training)
        return self.norm_1(x + f)

    def get_config(self):
        return {**super().get_config(), "embed_dim": self.embed_dim, "num_heads": self.num_heads, "ff_dim": self.ff_dim}


class TokenAndPosition(layers.Layer):
    def __init__(self, maxlen, vocab_size, embed_dim, **kwargs):
        super().__init__(**kwargs)
        self.token_emb = layers.Embedding(vocab_size, embed_dim, name="token")
        self.pos_emb = layers.Embedding(maxlen, embed_dim, name="position")

    def call(self, x):
        return self.token_emb(x) + self.pos_emb(ops.arange(ops.shape(x)[-1]))


vocab_size, maxlen = 100, 12
inputs = layers.Input((maxlen,))
x = TokenAndPosition(maxlen, vocab_size, 16, name="embed")(inputs)
for i in range(2):
    x = TransformerBlock(16, 2, 32, name=f"block{i}")(x)
x = layers.GlobalAveragePooling1D()(x)
x = layers.Dropout(0.1)(x)
outputs = layers.Dense(2, activation="softmax", name="sentiment")(x)
model = keras.Model(inputs, outputs)

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
reviews = np.random.randint(0, vocab_size, (64, maxlen))
stars = np.random.randint(0, 2, 64)
model.fit(reviews, stars, batch_size=16, epochs=2, verbose=2)
