"""Tiny transformer block, AdamW written by hand so that weight decay skips the biases."""
import tensorflow as tf
from tensorflow import keras

D, HEADS, SEQ, VOCAB = 16, 2, 8, 30


class Block(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.ln_1 = keras.layers.LayerNormalization(name="ln_1")
        self.attn = keras.layers.MultiHeadAttention(HEADS, D // HEADS, use_bias=False, name="attn")
        self.ln_2 = keras.layers.LayerNormalization(name="ln_2")
        self.up = keras.layers.Dense(2 * D, activation="gelu", name="up")
        self.down = keras.layers.Dense(D, name="down")

    def call(self, x):
        h = self.ln_1(x)
        x = x + self.attn(h, h, use_causal_mask=True)
        return x + self.down(self.up(self.ln_2(x)))


inputs = keras.Input((SEQ,), dtype="int32")
x = keras.layers.Embedding(VOCAB, D, name="tok")(inputs)
x = Block(name="block")(x)
outputs = keras.layers.Dense(VOCAB, name="lm_head")(x)
lm = keras.Model(inputs, outputs, name="lm")

groups = {
    "decay": [v for v in lm.trainable_variables if v.name in ("kernel", "embeddings")],
    "no_decay": [v for v in lm.trainable_variables if v.name == "bias"],
}
hyper = {"decay": dict(lr=1e-3, wd=0.1), "no_decay": dict(lr=1e-3, wd=0.0)}
moments = {v.path: (tf.Variable(tf.zeros(v.shape), trainable=False), tf.Variable(tf.zeros(v.shape), trainable=False))
           for v in lm.trainable_variables}


def adamw(v, g, lr, wd, b1=0.9, b2=0.95):
    m, s = moments[v.path]
    m.assign(b1 * m + (1 - b1) * g)
    s.assign(b2 * s + (1 - b2) * tf.square(g))
    v.assign(v - lr * (m / (tf.sqrt(s) + 1e-8) + wd * v))


@tf.function
def train_step(tokens):
    with tf.GradientTape() as tape:
        logits = lm(tokens[:, :-1])
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(tokens[:, 1:], logits, from_logits=True))
    grads = tape.gradient(loss, lm.trainable_variables)
    by_path = {v.path: tf.convert_to_tensor(g) for v, g in zip(lm.trainable_variables, grads)}
    for name, variables in groups.items():
        for v in variables:
            adamw(v, by_path[v.path], **hyper[name])
    return loss


corpus = (tf.range(200)[:, None] * 3 + tf.range(SEQ + 1)[None] * 2) % VOCAB
for it in range(4):
    pick = tf.random.uniform([16], maxval=200, dtype=tf.int32)
    print("iter", it, "loss %.4f" % train_step(tf.gather(corpus, pick)))
