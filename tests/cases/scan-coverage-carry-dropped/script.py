# pointer-ish decoder, attention with coverage vector; recurrence by tf.scan
import collections

import tensorflow as tf

Carry = collections.namedtuple("Carry", "state coverage")
SRC, TGT, DIM = 6, 5, 8

P = {n: tf.Variable(tf.random.normal(s, stddev=0.3), name=n) for n, s in {
    "rec_w": [DIM, DIM], "inp_w": [DIM, DIM], "key_w": [DIM, DIM],
    "cov_scale": [SRC], "cov_mix": [SRC, SRC], "read_w": [DIM, 4],
}.items()}


def attend(state, memory):
    score = tf.einsum("bd,bsd->bs", state, memory @ P["key_w"])
    return tf.nn.softmax(score)


def decode(memory, embedded):
    def step(carry, x_t):
        alpha = attend(carry.state, memory)
        context = tf.einsum("bs,bsd->bd", alpha, memory)
        state = tf.tanh(carry.state @ P["rec_w"] + (x_t + context) @ P["inp_w"])
        coverage = carry.coverage @ P["cov_mix"] + alpha * P["cov_scale"]
        return Carry(state, coverage)

    n = tf.shape(memory)[0]
    start = Carry(tf.reduce_mean(memory, axis=1), tf.ones([n, SRC]) / SRC)
    steps = tf.scan(step, tf.transpose(embedded, [1, 0, 2]), initializer=start)
    return tf.transpose(steps.state, [1, 0, 2])


opt = tf.keras.optimizers.Adam(3e-3)


@tf.function
def train_step(memory, embedded, labels):
    with tf.GradientTape() as tape:
        logits = decode(memory, embedded) @ P["read_w"]
        nll = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        loss = tf.reduce_mean(nll)
    names = list(P)
    grads = tape.gradient(loss, [P[n] for n in names])
    opt.apply_gradients(zip(grads, [P[n] for n in names]))
    return loss


for i in range(5):
    labels = tf.random.uniform([10, TGT], maxval=4, dtype=tf.int32)
    loss = train_step(tf.random.normal([10, SRC, DIM]), tf.random.normal([10, TGT, DIM]), labels)
    print(i, float(loss))
