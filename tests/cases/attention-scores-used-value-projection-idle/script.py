import numpy as np
import keras
from keras import layers, ops


class ScorePooling(layers.Layer):
    """Sentence vector = tokens weighted by how much attention they receive."""

    def __init__(self, heads=2, key_dim=6, **kwargs):
        super().__init__(**kwargs)
        self.self_attention = layers.MultiHeadAttention(heads, key_dim, name="self_attention")

    def call(self, tokens, mask=None):
        _, scores = self.self_attention(tokens, tokens, return_attention_scores=True)
        received = ops.mean(scores, axis=(1, 2))          # heads and queries
        if mask is not None:
            received = received * ops.cast(mask, received.dtype)
        received = received / (ops.sum(received, axis=-1, keepdims=True) + 1e-6)
        return ops.einsum("bt,btd->bd", received, tokens)

    def compute_mask(self, tokens, mask=None):
        return None


class ReviewModel(keras.Model):
    def __init__(self, vocab, dim=12):
        super().__init__(name="review_model")
        self.embedding = layers.Embedding(vocab, dim, mask_zero=True, name="embedding")
        self.norm = layers.LayerNormalization(name="norm")
        self.pool = ScorePooling(name="pool")
        self.hidden = layers.Dense(16, activation="silu", name="hidden")
        self.stars = layers.Dense(5, activation="softmax", name="stars")

    def call(self, ids, training=None):
        mask = self.embedding.compute_mask(ids)
        x = self.norm(self.embedding(ids))
        return self.stars(self.hidden(self.pool(x, mask=mask)))


def fake_reviews(n=60, length=11, vocab=80, seed=4):
    rng = np.random.default_rng(seed)
    ids = rng.integers(1, vocab, size=(n, length))
    for row, keep in zip(ids, rng.integers(4, length, size=n)):
        row[keep:] = 0
    return ids, rng.integers(0, 5, size=n)


ids, stars = fake_reviews()
model = ReviewModel(80)
model.compile(optimizer="adamw", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(ids, stars, batch_size=20, epochs=2, verbose=2, class_weight={0: 2.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 0.5})
