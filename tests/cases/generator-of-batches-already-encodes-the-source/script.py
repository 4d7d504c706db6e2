"""
Code comment generation: AST-path encoder + GRU decoder. Batches come from a Python generator.
"""
import numpy as np
import tensorflow as tf
from tensorflow.keras import Sequential, layers

PATHS, WORDS, DIM, BS = 80, 50, 16, 6
rng = np.random.RandomState(13)

path_encoder = Sequential([
    layers.Embedding(PATHS, DIM, name="node"),
    layers.Bidirectional(layers.LSTM(DIM // 2), name="path_rnn"),
], name="path_encoder")
word_emb = layers.Embedding(WORDS, DIM, name="word_emb")
decoder_gru = layers.GRU(DIM, return_sequences=True, name="decoder_gru")
to_words = layers.Dense(WORDS, name="to_words")
decoder_modules = [word_emb, decoder_gru, to_words]


def read_corpus(n):
    for _ in range(n):
        yield rng.randint(1, PATHS, 9), rng.randint(1, WORDS, 6)


def minibatches(corpus, size):
    """pads nothing (all the same length) and yields (encoding, comment)"""
    paths, comments = [], []
    for p, c in corpus:
        paths.append(p)
        comments.append(c)
        if len(paths) == size:
            yield path_encoder(np.stack(paths), training=True), np.stack(comments)
            paths, comments = [], []


def decode_loss(code, comment):
    h = decoder_gru(word_emb(comment[:, :-1]), initial_state=code)
    nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=comment[:, 1:], logits=to_words(h))
    return tf.reduce_mean(tf.reduce_sum(nll, axis=1))


opt = tf.keras.optimizers.Adam(1e-3)
history = []
for epoch in range(2):
    for i, (code, comment) in enumerate(minibatches(read_corpus(24), BS)):
        with tf.GradientTape() as tape:
            loss = decode_loss(code, comment)
        params = path_encoder.trainable_variables + sum((m.trainable_variables for m in decoder_modules), [])
        gradients = tape.gradient(loss, params)
        opt.apply_gradients((g, p) for g, p in zip(gradients, params) if g is not None)
        history.append(float(loss))
    print(f"epoch {epoch}: {np.mean(history[-4:]):.3f}")
