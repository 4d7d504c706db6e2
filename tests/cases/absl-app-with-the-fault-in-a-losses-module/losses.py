"""Losses over two batches of embeddings; row i of one belongs to row i of the other."""
import tensorflow as tf


def unit(x):
    return tf.math.l2_normalize(x, axis=-1)


def anchors(t):
    # the other side is the target, no gradient into it
    return tf.stop_gradient(unit(t))


def info_nce(a, t, temperature):
    logits = tf.matmul(unit(a), anchors(t), transpose_b=True) / temperature
    labels = tf.range(tf.shape(logits)[0])
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def hinge(a, t, margin=0.2):
    sim = tf.matmul(unit(a), anchors(t), transpose_b=True)
    positive = tf.linalg.diag_part(sim)[:, None]
    return tf.reduce_mean(tf.nn.relu(margin + sim - positive))
