import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
MARGIN = 0.3


def mine(embeddings, labels):
    """hardest positive and negative for each anchor, in numpy because I know numpy"""
    d = np.sqrt(((embeddings[:, None] - embeddings[None]) ** 2).sum(-1) + 1e-9)
    same = labels[:, None] == labels[None]
    hardest_pos = np.where(same, d, -np.inf).max(axis=1)
    hardest_neg = np.where(same, np.inf, d).min(axis=1)
    return hardest_pos.astype(np.float32), hardest_neg.astype(np.float32)


class Embedder(object):
    def __init__(self, n_in, n_hidden, n_out):
        self.images = tf.placeholder(tf.float32, [None, n_in])
        self.labels = tf.placeholder(tf.int64, [None])
        with tf.variable_scope("embedder"):
            w1 = tf.get_variable("w1", [n_in, n_hidden])
            b1 = tf.get_variable("b1", [n_hidden], initializer=tf.zeros_initializer())
            w2 = tf.get_variable("w2", [n_hidden, n_out])
        self.code = tf.nn.l2_normalize(tf.matmul(tf.nn.relu(tf.matmul(self.images, w1) + b1), w2), axis=1)
        with tf.variable_scope("classifier"):
            w3 = tf.get_variable("w3", [n_out, 3])
        self.logits = tf.matmul(tf.stop_gradient(self.code), w3)

    def losses(self):
        pos, neg = tf.py_func(mine, [self.code, self.labels], [tf.float32, tf.float32])
        triplet = tf.reduce_mean(tf.maximum(pos - neg + MARGIN, 0.0))
        probe = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.labels, logits=self.logits))
        return triplet, probe


net = Embedder(8, 16, 4)
triplet, probe = net.losses()
train_op = tf.train.MomentumOptimizer(0.05, 0.9).minimize(triplet + probe)
rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(6):
        y = rng.randint(0, 3, size=18)
        x = rng.randn(18, 8) + np.eye(8)[y] * 2
        _, t, p = sess.run([train_op, triplet, probe], {net.images: x, net.labels: y})
        print(step, "triplet %.3f probe %.3f" % (t, p))
