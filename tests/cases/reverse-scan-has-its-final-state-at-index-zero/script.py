# Sentiment with a hand-written bidirectional RNN: tf.scan forwards and tf.scan(reverse=True) backwards
import numpy as np
import tensorflow as tf

VOCAB, EMB, HID, T = 60, 8, 12, 10
tf.random.set_seed(5)


def glorot(*shape):
    return tf.random.normal(shape, stddev=(2.0 / sum(shape)) ** 0.5)


class ScanRNN(tf.Module):
    def __init__(self, reverse, name):
        super().__init__(name=name)
        self.reverse = reverse
        with self.name_scope:
            self.W = tf.Variable(glorot(EMB, HID), name="W")
            self.U = tf.Variable(glorot(HID, HID), name="U")
            self.b = tf.Variable(tf.zeros([HID]), name="b")

    def __call__(self, x):
        step = lambda h, x_t: tf.tanh(x_t @ self.W + h @ self.U + self.b)
        h0 = tf.zeros([tf.shape(x)[1], HID])
        return tf.scan(step, x, initializer=h0, reverse=self.reverse)


table = tf.Variable(glorot(VOCAB, EMB), name="table")
forward = ScanRNN(False, "forward")
backward = ScanRNN(True, "backward")
w_out = tf.Variable(glorot(2 * HID, 1), name="w_out")
b_out = tf.Variable([0.0], name="b_out")
params = [table, *forward.trainable_variables, *backward.trainable_variables, w_out, b_out]


def sentence_vector(ids):
    x = tf.nn.embedding_lookup(table, tf.transpose(ids))
    hf, hb = forward(x), backward(x)
    return tf.concat([hf[-1], hb[-1]], axis=1)


def logits_of(ids):
    return tf.squeeze(sentence_vector(ids) @ w_out + b_out, -1)


m = [tf.zeros_like(p) for p in params]
rng = np.random.default_rng(3)


def sgd_step(ids, y, velocity, lr=0.1, mu=0.9):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits_of(ids)))
    grads = tape.gradient(loss, params)
    grads = [tf.convert_to_tensor(g) for g in grads]
    velocity = [mu * v + g for v, g in zip(velocity, grads)]
    for p, v in zip(params, velocity):
        p.assign_sub(lr * v)
    return loss, velocity


for epoch in range(4):
    ids = rng.integers(0, VOCAB, (16, T)).astype("int32")
    y = (ids[:, 0] % 2).astype("float32")
    loss, m = sgd_step(tf.constant(ids), tf.constant(y), m)
    print("epoch", epoch, "loss", round(float(loss), 4))
