# named entity tagger: word + char + type embeddings -> BiLSTM -> emission scores, transitions trained "separately"
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

VOCAB, CHARS, TYPES, TAGS, T, W = 60, 20, 4, 5, 8, 6
tf.keras.utils.set_random_seed(42)


class Embedder(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.word = layers.Embedding(VOCAB, 16, name="word")
        self.char = layers.Embedding(CHARS, 6, name="char")
        self.kind = layers.Embedding(TYPES, 4, name="kind")
        self.char_conv = layers.Conv1D(8, 3, padding="same", activation="relu", name="char_conv")

    def call(self, words, chars, kinds):
        c = tf.reshape(self.char(chars), [-1, W, 6])
        c = tf.reshape(tf.reduce_max(self.char_conv(c), axis=1), [-1, T, 8])
        parts = [self.word(words), c]
        k = self.kind(kinds)
        return tf.concat(parts, axis=-1)


class Tagger(tf.keras.Model):
    def __init__(self):
        super().__init__(name="tagger")
        self.embedder = Embedder(name="embedder")
        self.bilstm = layers.Bidirectional(layers.LSTM(10, return_sequences=True, name="lstm"), name="bilstm")
        self.emit = layers.Dense(TAGS, name="emit")

    def call(self, batch):
        return self.emit(self.bilstm(self.embedder(batch["words"], batch["chars"], batch["kinds"])))


class Transitions(tf.Module):
    def __init__(self):
        self.matrix = tf.Variable(tf.random.normal([TAGS, TAGS], stddev=0.05), name="transition_matrix")


tagger, crf = Tagger(), Transitions()
optimizer = tf.keras.optimizers.Adam(1e-3)


def log_likelihood(scores, tags, A):
    picked = tf.reduce_sum(tf.gather(scores, tags, batch_dims=2), axis=1)
    pairs = tf.reduce_sum(tf.gather_nd(A, tf.stack([tags[:, :-1], tags[:, 1:]], axis=-1)), axis=1)
    alpha = scores[:, 0]
    for t in range(1, T):
        alpha = tf.reduce_logsumexp(alpha[:, :, None] + A, axis=1) + scores[:, t]
    return picked + pairs - tf.reduce_logsumexp(alpha, axis=1)


@tf.function
def train_step(batch, tags):
    with tf.GradientTape() as tape:
        nll = -tf.reduce_mean(log_likelihood(tagger(batch), tags, crf.matrix))
    sources = {"net": tagger.trainable_variables, "crf": [crf.matrix]}
    grads = tape.gradient(nll, sources)
    optimizer.apply_gradients(zip(grads["net"], sources["net"]))
    return nll, tf.linalg.global_norm(grads["crf"])


for i in range(3):
    batch = {"words": np.random.randint(0, VOCAB, (16, T)), "chars": np.random.randint(0, CHARS, (16, T, W)),
             "kinds": np.random.randint(0, TYPES, (16, T))}
    tags = np.random.randint(0, TAGS, (16, T))
    nll, crf_norm = train_step(batch, tags)
    print("nll %.3f |crf grad| %.3f" % (nll, crf_norm))
