"""One clipped vector of all gradients, a momentum for the whole of it, cut back into the weights' shapes."""
import numpy as np
import tensorflow as tf

w1 = tf.Variable(tf.random.normal([5, 9], stddev=0.4), name="w1")
b1 = tf.Variable(tf.zeros([9]), name="b1")
w2 = tf.Variable(tf.random.normal([9, 2], stddev=0.4), name="w2")
scale = tf.Variable(1.0, name="scale")
params = [w1, b1, w2, scale]
sizes = [int(np.prod(v.shape)) for v in params]
momentum = tf.Variable(tf.zeros([sum(sizes)]), trainable=False, name="momentum")


def flatten(tensors):
    return tf.concat([tf.reshape(t, [-1]) for t in tensors], axis=0)


def cut(vector):
    offset = 0
    for v, size in zip(params, sizes):
        yield v, tf.reshape(vector[offset:offset + size], v.shape)
        offset += size


@tf.function
def update(x, y):
    with tf.GradientTape() as tape:
        logits = (tf.nn.relu(x @ w1 + b1) @ w2) * scale
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    vector = tf.clip_by_norm(flatten(tape.gradient(loss, params)), 1.0)
    momentum.assign(0.9 * momentum + vector)
    for v, part in cut(momentum):
        v.assign_sub(0.1 * part)
    return loss


for step in range(5):
    x = tf.random.normal([40, 5])
    print(step, update(x, tf.cast(x[:, 0] > 0, tf.int32)).numpy())
