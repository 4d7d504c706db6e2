"""Graph structure learning: a dense score matrix is thresholded, made sparse, softmaxed and used for message passing."""
import numpy as np
import tensorflow as tf

NODES, FEAT, HID, CLASSES = 12, 6, 8, 3


class StructureLearner(tf.Module):
    def __init__(self):
        super().__init__(name="structure")
        with self.name_scope:
            self.left = tf.Variable(tf.random.normal([NODES, 4]), name="left")
            self.right = tf.Variable(tf.random.normal([NODES, 4]), name="right")

    def __call__(self):
        scores = tf.nn.relu(tf.matmul(self.left, self.right, transpose_b=True)) + tf.eye(NODES)
        return tf.sparse.softmax(tf.sparse.from_dense(scores))


class GCN(tf.Module):
    def __init__(self):
        super().__init__(name="gcn")
        with self.name_scope:
            self.structure = StructureLearner()
            self.w0 = tf.Variable(tf.random.normal([FEAT, HID], stddev=0.4), name="w0")
            self.w1 = tf.Variable(tf.random.normal([HID, CLASSES], stddev=0.4), name="w1")

    def __call__(self, x):
        a = self.structure()
        h = tf.nn.relu(tf.sparse.sparse_dense_matmul(a, x @ self.w0))
        return tf.sparse.sparse_dense_matmul(a, h @ self.w1)


gcn = GCN()
optimizer = tf.keras.optimizers.Adam(0.02)
x = tf.constant(np.random.rand(NODES, FEAT), tf.float32)
labels = np.arange(NODES) % CLASSES
train_mask = np.random.rand(NODES) < 0.6
train_mask[0] = True

for epoch in range(6):
    with tf.GradientTape(persistent=True) as tape:
        logits = gcn(x)
        ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        loss = tf.reduce_mean(tf.boolean_mask(ce, train_mask))
    grads = tape.gradient(loss, gcn.trainable_variables)
    del tape
    optimizer.apply_gradients(zip(grads, gcn.trainable_variables))
    hits = tf.equal(tf.argmax(logits, 1), labels)
    print(f"epoch {epoch} loss {loss:.3f} test acc {tf.reduce_mean(tf.cast(hits, tf.float32)[~train_mask]).numpy():.2f}"
          if (~train_mask).any() else f"epoch {epoch} loss {loss:.3f}")
