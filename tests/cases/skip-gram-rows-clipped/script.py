import numpy as np
import tensorflow as tf


class SkipGram(tf.Module):
    def __init__(self, words, width):
        super().__init__()
        self.target = tf.Variable(tf.random.normal([words, width], stddev=0.1), name="target")
        self.context = tf.Variable(tf.random.normal([words, width], stddev=0.1), name="context")
        self.bias = tf.Variable(tf.zeros([words]), name="bias")
        self.temperature = tf.Variable(1.0, name="temperature")

    def __call__(self, words, around):
        a = tf.nn.embedding_lookup(self.target, words)
        b = tf.nn.embedding_lookup(self.context, around)
        score = tf.reduce_sum(a * b, axis=-1) + tf.gather(self.bias, around)
        return score / self.temperature


model = SkipGram(60, 8)
tables = [model.target, model.context, model.bias]
rng = np.random.default_rng(0)
for step in range(3):
    words, around = rng.integers(0, 60, 16), rng.integers(0, 60, 16)
    labels = rng.integers(0, 2, 16).astype("float32")
    with tf.GradientTape() as tape:
        logits = model(words, around)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
    for table, gradient in zip(tables, tape.gradient(loss, tables)):
        if isinstance(gradient, tf.IndexedSlices):
            rows = tf.clip_by_value(gradient.values, -1.0, 1.0)
            table.scatter_sub(tf.IndexedSlices(0.1 * rows, gradient.indices, gradient.dense_shape))
