import tensorflow as tf

emb = tf.Variable(tf.random.uniform([25, 4], -0.1, 0.1), name="emb")
att = tf.Variable(tf.random.normal([4, 1]), name="att")
w = tf.Variable(tf.random.normal([4, 2]), name="w")
theta = {"emb": emb, "att": att, "w": w}
opt = tf.keras.optimizers.Adagrad(0.1)


@tf.function(input_signature=[tf.RaggedTensorSpec([None, None], tf.int32, 1), tf.TensorSpec([None], tf.int32)])
def train_step(docs, labels):
    with tf.GradientTape() as tape:
        flat = tf.nn.embedding_lookup(emb, docs.flat_values)
        rows, n = docs.value_rowids(), docs.nrows()
        s = tf.squeeze(flat @ att, -1)
        s = s - tf.stop_gradient(tf.gather(tf.math.segment_max(s, rows), rows))
        e = tf.exp(s)
        a = e / tf.gather(tf.math.unsorted_segment_sum(e, rows, n), rows)
        doc = tf.math.unsorted_segment_sum(flat * a[:, None], rows, n)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, doc @ w))
    grads = tape.gradient(loss, theta)
    opt.apply_gradients([(grads[k], theta[k]) for k in theta])
    return loss


docs = tf.ragged.constant([[1, 2, 3], [4], [5, 6, 7, 8], [9, 1]], dtype=tf.int32)
for _ in range(3):
    print(train_step(docs, tf.constant([0, 1, 1, 0])).numpy())
