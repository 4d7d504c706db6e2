"""Sparse mixture of experts: top-k indices are discrete, but the kept gate values carry the router's gradient."""
import numpy as np
import keras
from keras import layers, ops


class SparseMoE(layers.Layer):
    def __init__(self, n_experts, k, hidden, **kw):
        super().__init__(**kw)
        self.n_experts, self.k, self.hidden = n_experts, k, hidden

    def build(self, shape):
        d = shape[-1]
        self.router = self.add_weight(shape=(d, self.n_experts), initializer="glorot_uniform", name="router")
        self.w_in = self.add_weight(shape=(self.n_experts, d, self.hidden), initializer="glorot_uniform", name="w_in")
        self.w_out = self.add_weight(shape=(self.n_experts, self.hidden, d), initializer="glorot_uniform", name="w_out")

    def call(self, x, mask=None):
        probs = ops.softmax(ops.matmul(x, self.router), axis=-1)
        top, idx = ops.top_k(probs, self.k)
        chosen = ops.sum(ops.one_hot(idx, self.n_experts, dtype=probs.dtype), axis=-2)
        gates = probs * chosen
        gates = gates / ops.sum(gates, axis=-1, keepdims=True)
        h = ops.relu(ops.einsum("btd,edh->bteh", x, self.w_in))
        y = ops.einsum("bteh,ehd->bted", h, self.w_out)
        # load balancing: fraction of tokens (constant) times mean probability
        load = ops.stop_gradient(ops.mean(chosen, axis=(0, 1)))
        self.add_loss(0.01 * self.n_experts * ops.sum(load * ops.mean(probs, axis=(0, 1))))
        return ops.sum(gates[..., None] * y, axis=2)


class MaskedMean(layers.Layer):
    supports_masking = True

    def compute_mask(self, x, mask=None):
        return None  # time axis is gone

    def call(self, x, mask=None):
        if mask is None:
            return ops.mean(x, axis=1)
        m = ops.cast(mask, x.dtype)[..., None]
        return ops.sum(x * m, axis=1) / ops.maximum(ops.sum(m, axis=1), 1.0)


tokens = keras.Input((9,), dtype="int32")
emb = layers.Embedding(30, 8, mask_zero=True, name="emb")
e = emb(tokens)
mask = emb.compute_mask(tokens)
x = layers.Add()([e, SparseMoE(4, 2, 16, name="moe")(e)])
x = MaskedMean(name="pool")(x, mask=mask)
out = layers.Dense(3, activation="softmax", name="topic")(x)
model = keras.Model(tokens, out)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
ids = np.random.randint(0, 30, (64, 9)) * np.random.randint(0, 2, (64, 9))
model.fit(ids, np.random.randint(0, 3, 64), epochs=2, batch_size=16, verbose=2)
