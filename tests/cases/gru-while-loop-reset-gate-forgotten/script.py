"""GRU from scratch - assignment 3, deep learning course.  (eager, tf.while_loop)"""
import tensorflow as tf

n_in, n_hid = 3, 7
init = tf.keras.initializers.Orthogonal(seed=0)


def gate(name):
    W = tf.Variable(init((n_in, n_hid)), name="W" + name)
    U = tf.Variable(init((n_hid, n_hid)), name="U" + name)
    b = tf.Variable(tf.zeros(n_hid), name="b" + name)
    return W, U, b


Wz, Uz, bz = gate("z")
Wr, Ur, br = gate("r")
Wh, Uh, bh = gate("h")
V = tf.Variable(tf.random.normal([n_hid, 1]), name="V")
params = [Wz, Uz, bz, Wr, Ur, br, Wh, Uh, bh, V]


def affine(x, h, W, U, b):
    return tf.matmul(x, W) + tf.matmul(h, U) + b


def gru(xs):
    """xs: [batch, time, n_in] -> last hidden state"""
    steps = xs.shape[1]
    h = tf.zeros([xs.shape[0], n_hid])

    def body(t, h):
        x = xs[:, t]
        z = tf.sigmoid(affine(x, h, Wz, Uz, bz))
        r = tf.sigmoid(affine(x, h, Wr, Ur, br))
        candidate = tf.tanh(affine(x, h, Wh, Uh, bh))
        return t + 1, (1 - z) * h + z * candidate

    _, h = tf.while_loop(lambda t, h: t < steps, body, [0, h])
    return h


def predict(xs):
    return tf.matmul(gru(xs), V)


# adding problem: sum of two marked numbers
def adding_batch(n=32, T=10):
    values = tf.random.uniform([n, T])
    marks = tf.one_hot(tf.random.uniform([n], 0, T // 2, tf.int32), T) + \
        tf.one_hot(tf.random.uniform([n], T // 2, T, tf.int32), T)
    xs = tf.stack([values, marks, tf.ones_like(values)], axis=2)
    return xs, tf.reduce_sum(values * marks, axis=1, keepdims=True)


lr = 0.05
for it in range(4):
    xs, ys = adding_batch()
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((predict(xs) - ys) ** 2)
    for p, g in zip(params, tape.gradient(loss, params)):
        if g is None:
            continue
        p.assign_sub(lr * g)
    print(f"iter {it}: mse {loss.numpy():.4f}")
