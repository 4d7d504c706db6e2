"""Two-layer net without any high-level API."""
import numpy as np
import tensorflow as tf

x_train = np.random.randn(100, 6).astype(np.float32)
y_train = np.sin(x_train.sum(axis=1, keepdims=True))

W1 = tf.Variable(tf.random.normal([6, 10], stddev=0.4))
b1 = tf.Variable(tf.zeros([10]))
W2 = tf.Variable(tf.random.normal([10, 1], stddev=0.4))
b2 = tf.Variable(tf.zeros([1]))
params = [W1, b1, W2, b2]
lr = 0.05


def net(x):
    return tf.tanh(x @ W1 + b1) @ W2 + b2


def sgd(pairs, lr):
    for g, p in pairs:
        p.assign_sub(lr * g)


for epoch in range(3):
    perm = np.random.permutation(100)
    for k in range(0, 100, 25):
        xb, yb = x_train[perm[k:k + 25]], y_train[perm[k:k + 25]]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((net(xb) - yb) ** 2)
        pairs = zip(tape.gradient(loss, params), params)
        # sanity check: is the gradient of W1 alive?
        g0, _ = next(pairs)
        assert np.isfinite(g0.numpy()).all()
        sgd(pairs, lr)
    print(f"epoch {epoch}: loss {loss:.4f}, |dL/dW1| {tf.norm(g0):.4f}")
