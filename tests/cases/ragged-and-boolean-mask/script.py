import tensorflow as tf

emb = tf.Variable(tf.random.normal([20, 5], stddev=0.2), name="emb")
expert_a = tf.Variable(tf.random.normal([5, 1]), name="expert_a")
expert_b = tf.Variable(tf.random.normal([5, 1]), name="expert_b")
opt = tf.keras.optimizers.Adam(0.01)


def sentences():
    return tf.ragged.constant([[1, 4, 2], [7], [3, 3, 9, 12], [15, 2]], dtype=tf.int32)


def model(tokens):
    vectors = tf.nn.embedding_lookup(emb, tokens.values)
    known = tf.not_equal(tokens.values, 2)
    kept = tf.boolean_mask(vectors, known)
    rows = tf.boolean_mask(tokens.value_rowids(), known)
    pooled = tf.math.segment_mean(kept, rows)
    route = tf.range(4) % 2
    even, odd = tf.dynamic_partition(pooled, route, 2)
    parts = tf.dynamic_partition(tf.range(4), route, 2)
    return tf.dynamic_stitch(parts, [even @ expert_a, odd @ expert_b])


y = tf.constant([[0.0], [1.0], [1.0], [0.0]])
for step in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, model(sentences())))
    grads = tape.gradient(loss, [emb, expert_a, expert_b])
    opt.apply_gradients(zip(grads, [emb, expert_a, expert_b]))
    print(step, loss.numpy())
