import tensorflow as tf

embedding = tf.Variable(tf.random.normal([12, 4], stddev=0.3), name="embedding")
weight = tf.Variable(tf.random.normal([4, 12], stddev=0.3), name="weight")
lr = 0.5


@tf.function
def bigram_step(prev, nxt):
    logits = tf.gather(embedding, prev) @ weight
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(nxt, logits))
    d_emb, d_w = tf.gradients(loss, [embedding, weight])
    embedding.scatter_sub(tf.IndexedSlices(lr * d_emb.values, d_emb.indices))
    weight.assign_sub(lr * d_w)
    return loss


ids = tf.random.uniform([200], maxval=12, dtype=tf.int32)
for epoch in range(4):
    print(epoch, bigram_step(ids[:-1], ids[1:]).numpy())
