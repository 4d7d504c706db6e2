"""Small text transformer; the head should read the last hidden state (hidden_states is HF-like)."""
import dataclasses
import numpy as np
import keras
from keras import layers, ops


@dataclasses.dataclass
class Config:
    vocab: int = 40
    length: int = 10
    dim: int = 16
    heads: int = 2
    blocks: int = 3
    classes: int = 4


class EncoderBlock(layers.Layer):
    def __init__(self, cfg, **kw):
        super().__init__(**kw)
        self.attn = layers.MultiHeadAttention(cfg.heads, cfg.dim // cfg.heads, name="attn")
        self.norm_a = layers.LayerNormalization(name="norm_a")
        self.norm_b = layers.LayerNormalization(name="norm_b")
        self.fc1 = layers.Dense(cfg.dim * 2, activation="gelu", name="fc1")
        self.fc2 = layers.Dense(cfg.dim, name="fc2")

    def call(self, x):
        n = self.norm_a(x)
        x = x + self.attn(n, n)
        return x + self.fc2(self.fc1(self.norm_b(x)))


class TinyBert(keras.Model):
    def __init__(self, cfg, **kw):
        super().__init__(**kw)
        self.cfg = cfg
        self.tok = layers.Embedding(cfg.vocab, cfg.dim, name="tok")
        self.pos = layers.Embedding(cfg.length, cfg.dim, name="pos")
        self.blocks = [EncoderBlock(cfg, name=f"block_{i}") for i in range(cfg.blocks)]
        self.head = layers.Dense(cfg.classes, name="head")

    def hidden_states(self, ids):
        x = self.tok(ids) + self.pos(ops.arange(self.cfg.length))
        states = [x]
        for block in self.blocks:
            states.append(block(states[-1]))
        return ops.stack(states, axis=1)

    def call(self, ids):
        states = self.hidden_states(ids)
        pooled = ops.mean(states[:, 0], axis=1)
        return self.head(pooled)


cfg = Config()
bert = TinyBert(cfg, name="tiny_bert")
bert.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, 100)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
ids = np.random.randint(0, cfg.vocab, (64, cfg.length))
labels = np.random.randint(0, cfg.classes, 64)
bert.fit(ids, labels, batch_size=16, epochs=2, verbose=2)
