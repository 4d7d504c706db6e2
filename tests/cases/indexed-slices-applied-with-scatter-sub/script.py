# word2vec (skip-gram, negative sampling) with truly sparse updates: only the touched rows are written
import collections
import tensorflow as tf

corpus = "the quick brown fox jumps over the lazy dog while the quick cat sleeps near the lazy dog".split()
counts = collections.Counter(corpus)
vocab = [w for w, _ in counts.most_common()]
index = {w: i for i, w in enumerate(vocab)}
ids = [index[w] for w in corpus]
DIM, WINDOW, NEG, LR = 8, 2, 3, 0.1

centre = tf.Variable(tf.random.uniform([len(vocab), DIM], -0.5, 0.5), name="centre_vectors")
context = tf.Variable(tf.random.uniform([len(vocab), DIM], -0.05, 0.05), name="context_vectors")


def pairs():
    for pos, word in enumerate(ids):
        for other in range(max(0, pos - WINDOW), min(len(ids), pos + WINDOW + 1)):
            if other != pos:
                yield word, ids[other]


def sgns(c, o, negatives):
    v = tf.gather(centre, c)
    positive = tf.reduce_sum(v * tf.gather(context, o), -1)
    negative = tf.einsum("bd,bnd->bn", v, tf.gather(context, negatives))
    return -tf.reduce_mean(tf.math.log_sigmoid(positive) + tf.reduce_sum(tf.math.log_sigmoid(-negative), -1))


def descend(variable, grad):
    if isinstance(grad, tf.IndexedSlices):
        grad = tf.IndexedSlices(LR * grad.values, grad.indices, grad.dense_shape)
        variable.scatter_sub(grad)
    else:
        variable.assign_sub(LR * grad)


data = tf.data.Dataset.from_tensor_slices(list(pairs())).shuffle(100, seed=1).batch(16, drop_remainder=True)
unigram = tf.math.log([[float(counts[w]) ** 0.75 for w in vocab]])

for epoch in range(2):
    for n, batch in enumerate(data):
        c, o = tf.unstack(batch, axis=1)
        negatives = tf.reshape(tf.random.categorical(unigram, 16 * NEG), [16, NEG])
        with tf.GradientTape() as tape:
            loss = sgns(c, o, negatives)
        g_centre, g_context = tape.gradient(loss, [centre, context])
        descend(centre, g_centre)
        descend(context, g_context)
        if n % 2 == 0:
            print(f"epoch {epoch} batch {n} loss {loss.numpy():.4f}")
