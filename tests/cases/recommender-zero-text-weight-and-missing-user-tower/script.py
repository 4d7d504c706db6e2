"""Two-tower retrieval with a text side tower (company code, trimmed)."""
import dataclasses
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


@dataclasses.dataclass(frozen=True)
class Config:
    users: int = 30
    items: int = 50
    words: int = 70
    dim: int = 8
    text_share: int = 1
    total_share: int = 4

    @property
    def text_weight(self):
        return float(self.text_share // self.total_share)


class UserTower(tf.keras.Model):
    def __init__(self, cfg):
        super().__init__(name="user_tower")
        self.table = layers.Embedding(cfg.users, cfg.dim, name="table")
        self.proj = layers.Dense(cfg.dim, name="proj")

    def call(self, ids):
        return self.proj(self.table(ids))


class ItemTower(tf.keras.Model):
    def __init__(self, cfg):
        super().__init__(name="item_tower")
        self.cfg = cfg
        self.table = layers.Embedding(cfg.items, cfg.dim, name="table")
        self.words = layers.Embedding(cfg.words, cfg.dim, name="words")
        self.text_proj = layers.Dense(cfg.dim, activation="tanh", name="text_proj")

    def call(self, inputs):
        ids, title = inputs
        text = self.text_proj(tf.reduce_mean(self.words(title), axis=1))
        return self.table(ids) + self.cfg.text_weight * text


class Retrieval:
    def __init__(self, cfg):
        self.cfg, self.user, self.item = cfg, UserTower(cfg), ItemTower(cfg)
        self.optimizer = tf.keras.optimizers.Adagrad(0.05)

    @tf.function
    def step(self, user_ids, item_ids, titles):
        with tf.GradientTape() as tape:
            u, v = self.user(user_ids), self.item((item_ids, titles))
            logits = tf.matmul(u, v, transpose_b=True)
            labels = tf.range(tf.shape(logits)[0])
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        towers = [t for t in (self.item,) if t.trainable]
        variables = sum([t.trainable_variables for t in towers], [])
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss


cfg = Config()
task = Retrieval(cfg)
rng = np.random.default_rng(0)
for i in range(4):
    loss = task.step(tf.constant(rng.integers(0, cfg.users, 16)), tf.constant(rng.integers(0, cfg.items, 16)),
                     tf.constant(rng.integers(0, cfg.words, (16, 5))))
    print(f"[{i}] in-batch softmax {float(loss):.4f}")
