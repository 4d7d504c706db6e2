"""SVRG (Johnson & Zhang 2013): stochastic gradients corrected with those of a snapshot of the weights."""
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(23)
N, D = 240, 7
A = rng.normal(size=(N, D)).astype("float32")
B = np.sign(A @ rng.normal(size=D) + 0.1 * rng.normal(size=N)).astype("float32")

w = tf.Variable(tf.zeros([D]), name="w")
c = tf.Variable(0.0, name="c")
live = [w, c]
frozen = [tf.Variable(v, trainable=False, name=f"{v.name[:-2]}_snapshot") for v in live]


def risk(params, rows):
    weight, intercept = params
    margin = tf.gather(B, rows) * (tf.linalg.matvec(tf.gather(A, rows), weight) + intercept)
    return tf.reduce_mean(tf.nn.softplus(-margin)) + 1e-3 * tf.nn.l2_loss(weight)


def grad_at(params, rows):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(params)
        value = risk(params, rows)
    return value, tape.gradient(value, params)


@tf.function
def inner(rows, mu, lr):
    _, g_snap = grad_at(frozen, rows)
    value, g_live = grad_at(live, rows)
    for v, g, gs, m in zip(live, g_live, g_snap, mu):
        v.assign_sub(lr * (g - gs + m))
    return value


everything = tf.range(N)
for epoch in range(4):
    for v, s in zip(live, frozen):
        s.assign(v)
    full, mu = grad_at(frozen, everything)
    print(epoch, "full objective %.5f" % float(full), "|mu| %.4f" % float(tf.linalg.global_norm(mu)))
    for _ in range(12):
        inner(tf.constant(rng.integers(0, N, 12)), mu, tf.constant(0.3))
print("training accuracy", float(np.mean(np.sign(A @ w.numpy() + c.numpy()) == B)))
