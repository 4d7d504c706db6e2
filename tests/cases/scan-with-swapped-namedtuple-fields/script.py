import typing

import tensorflow as tf

HID, INP = 7, 4


class Memory(typing.NamedTuple):
    c: tf.Tensor
    h: tf.Tensor


kernel = tf.Variable(tf.random.normal([INP + HID, 4 * HID], stddev=0.2), name="kernel")
bias = tf.Variable(tf.zeros([4 * HID]), name="bias")
encode_w = tf.Variable(tf.random.normal([5, 2 * HID], stddev=0.2), name="encode_w")
score_w = tf.Variable(tf.random.normal([HID, 1], stddev=0.2), name="score_w")
theta = (kernel, bias, encode_w, score_w)


def lstm(state, x):
    """state and result are (h, c)"""
    h, c = state
    i, j, f, o = tf.split(tf.concat([x, h], 1) @ kernel + bias, 4, axis=1)
    c = tf.sigmoid(f + 1.0) * c + tf.sigmoid(i) * tf.tanh(j)
    return tf.sigmoid(o) * tf.tanh(c), c


def scan_step(carry, x):
    h, c = lstm((carry.h, carry.c), x)
    return Memory(c, h)


def forward(static, seq):
    first = Memory(*tf.split(tf.tanh(static @ encode_w), 2, axis=1))
    trace = tf.scan(scan_step, tf.transpose(seq, [1, 0, 2]), initializer=first)
    return trace[1][-1] @ score_w  # h of the last step


optimizer = tf.keras.optimizers.RMSprop(3e-3)


@tf.function
def fit_batch(static, seq, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.keras.losses.huber(y, forward(static, seq)))
    grads = tape.gradient(loss, theta)
    optimizer.apply_gradients(zip(grads, theta))
    return loss


for n in range(5):
    static, seq = tf.random.normal([12, 5]), tf.random.normal([12, 6, INP])
    print(n, float(fit_batch(static, seq, tf.reduce_sum(seq[:, :, :1], axis=1))))
