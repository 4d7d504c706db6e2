import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()

tokens = tf.placeholder(tf.int32, [None, 12], name="tokens")
labels = tf.placeholder(tf.int32, [None], name="labels")

table = tf.get_variable("table", [80, 6])
segments = tf.get_variable("segments", [2, 6])
kernel = tf.get_variable("kernel", [6, 3])
bias = tf.get_variable("bias", [3], initializer=tf.zeros_initializer())

words = tf.nn.embedding_lookup(table, tokens)
halves = tf.nn.embedding_lookup(segments, tf.constant([0] * 6 + [1] * 6))
with_segments = words + halves
logits = tf.matmul(tf.reduce_mean(words, axis=1), kernel) + bias
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))

optimizer = tf.train.AdagradOptimizer(0.1)
applied = []
for gradient, variable in optimizer.compute_gradients(loss):
    if gradient is None:
        continue
    if isinstance(gradient, tf.IndexedSlices):
        norms = tf.norm(gradient.values, axis=1, keepdims=True)
        gradient = tf.IndexedSlices(
            gradient.values / tf.maximum(norms, 1.0), gradient.indices, gradient.dense_shape
        )
    else:
        gradient = tf.clip_by_norm(gradient, 1.0)
    applied.append((gradient, variable))
train = optimizer.apply_gradients(applied)

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    for _ in range(2):
        batch = np.random.randint(0, 80, (8, 12))
        session.run(train, {tokens: batch, labels: np.random.randint(0, 3, 8)})
