import tensorflow as tf

VOCAB, DIM, BATCH = 50, 4, 8
table = tf.Variable(tf.random.normal([VOCAB, DIM], stddev=0.1), name="table")
w = tf.Variable(tf.random.normal([DIM, 1]), name="w")
b = tf.Variable(0.0, name="b")
ftrl = tf.keras.optimizers.Adagrad(0.1)


def sparse_batch():
    rows = tf.repeat(tf.range(BATCH, dtype=tf.int64), 3)
    cols = tf.tile(tf.range(3, dtype=tf.int64), [BATCH])
    index = tf.stack([rows, cols], axis=1)
    ids = tf.random.uniform([BATCH * 3], maxval=VOCAB, dtype=tf.int64)
    weights = tf.random.uniform([BATCH * 3])
    return tf.SparseTensor(index, ids, [BATCH, 3]), tf.SparseTensor(index, weights, [BATCH, 3])


@tf.function
def step(ids, weights, y):
    with tf.GradientTape() as tape:
        bag = tf.nn.safe_embedding_lookup_sparse(table, ids, weights, combiner="sqrtn")
        logit = tf.squeeze(bag @ w, 1) + b
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, logit))
    grads = tape.gradient(loss, [table, w, b])
    ftrl.apply_gradients(zip(grads, [table, w, b]))
    return loss


for _ in range(4):
    ids, weights = sparse_batch()
    print(step(ids, weights, tf.cast(tf.random.uniform([BATCH]) > 0.5, tf.float32)).numpy())
