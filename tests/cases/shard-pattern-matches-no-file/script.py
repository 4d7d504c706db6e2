"""Pretrain a tiny masked LM over npz shards. Shards are written by tools/make_shards.py."""
import glob
import os

import numpy as np
import tensorflow as tf

SHARDS = os.path.join(os.environ.get("SHARD_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "shards")), "part-*.npz")
VOCAB, LEN, DIM = 64, 12, 16
MASK = 1

ids = tf.keras.Input((LEN,), dtype="int32")
x = tf.keras.layers.Embedding(VOCAB, DIM, name="tok")(ids)
x = tf.keras.layers.MultiHeadAttention(2, 8, name="mha")(x, x) + x
x = tf.keras.layers.LayerNormalization(name="ln")(x)
logits = tf.keras.layers.Dense(VOCAB, name="lm_head")(x)
model = tf.keras.Model(ids, logits, name="mlm")
opt = tf.keras.optimizers.AdamW(1e-3)


@tf.function
def step(tokens, mask):
    with tf.GradientTape() as tape:
        out = model(tf.where(mask, MASK, tokens), training=True)
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(tokens, out)
        m = tf.cast(mask, tf.float32)
        loss = tf.reduce_sum(nll * m) / (tf.reduce_sum(m) + 1e-6)
    grads, norm = tf.clip_by_global_norm(tape.gradient(loss, model.trainable_variables), 1.0)
    opt.apply_gradients(zip(grads, model.trainable_variables))
    return loss, norm


files = sorted(glob.glob(SHARDS))
print(len(files), "shards")
n_steps = 0
for path in files:
    tokens = np.load(path)["tokens"].astype("int32")
    for i in range(0, len(tokens), 32):
        part = tokens[i:i + 32]
        loss, norm = step(tf.constant(part), tf.constant(np.random.rand(*part.shape) < 0.15))
        n_steps += 1
        if n_steps % 100 == 0:
            print(n_steps, float(loss), float(norm))
print("done,", n_steps, "steps")
