"""Character-level LM with an LSTM written by hand on top of tf.scan (after an old R2RT blog post)."""
import numpy as np
import tensorflow as tf

TEXT = "hello world, the quick brown fox says hello to the lazy dog. " * 6
chars = sorted(set(TEXT))
lookup = {c: i for i, c in enumerate(chars)}
ids = np.array([lookup[c] for c in TEXT], np.int32)
V, E, H, T, B = len(chars), 6, 12, 15, 8


def glorot(*shape):
    lim = np.sqrt(6.0 / sum(shape))
    return np.random.uniform(-lim, lim, shape).astype(np.float32)


weights = {
    "emb": tf.Variable(glorot(V, E), name="emb"),
    "Wx": tf.Variable(glorot(E, 4 * H), name="Wx"),
    "Wh": tf.Variable(glorot(H, 4 * H), name="Wh"),
    "b": tf.Variable(np.concatenate([np.zeros(H), np.ones(H), np.zeros(2 * H)]).astype(np.float32), name="b"),
    "h0": tf.Variable(np.zeros((1, H), np.float32), name="h0"),
    "c0": tf.Variable(np.zeros((1, H), np.float32), name="c0"),
    "Wo": tf.Variable(glorot(H, V), name="Wo"),
    "bo": tf.Variable(np.zeros(V, np.float32), name="bo"),
}


def lstm_step(state, x_t):
    h, c = state
    i, f, o, g = tf.split(x_t + h @ weights["Wh"] + weights["b"], 4, axis=1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
    h = tf.sigmoid(o) * tf.tanh(c)
    return h, c


def logits_of(seq):
    x = tf.nn.embedding_lookup(weights["emb"], tf.transpose(seq))      # [T, B, E]
    x = tf.tensordot(x, weights["Wx"], 1)
    start = tuple(tf.repeat(weights[k], tf.shape(seq)[0], axis=0) for k in ("h0", "c0"))
    hs, _ = tf.scan(lstm_step, x, initializer=start)
    return tf.tensordot(hs, weights["Wo"], 1) + weights["bo"]          # [T, B, V]


lr = tf.Variable(0.5, trainable=False)


@tf.function
def sgd_step(seq, nxt):
    with tf.GradientTape() as tape:
        xent = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.transpose(nxt), logits_of(seq))
        loss = tf.reduce_mean(xent)
    grads = tape.gradient(loss, weights)            # dict in, dict out
    for k in weights:
        g = tf.convert_to_tensor(grads[k])          # the embedding's gradient is IndexedSlices
        weights[k].assign_sub(lr * tf.clip_by_norm(g, 1.0))
    return tf.exp(loss)


for epoch in range(3):
    starts = np.random.randint(0, len(ids) - T - 1, size=B)
    seq = np.stack([ids[s:s + T] for s in starts])
    nxt = np.stack([ids[s + 1:s + T + 1] for s in starts])
    print("epoch", epoch, "perplexity", sgd_step(tf.constant(seq), tf.constant(nxt)).numpy())
    lr.assign(lr * 0.9)
