# Self-distillation with an averaged copy of the net, all by hand (no keras optimizer).
import copy
import numpy as np
import tensorflow as tf

rs = np.random.RandomState(0)
MOMENTUM, LR = 0.9, 0.05


class Net:
    def __init__(self, sizes, prefix, trainable=True):
        self.layers = []
        for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
            w = tf.Variable(rs.normal(0, (2.0 / a) ** 0.5, (a, b)).astype("float32"), trainable=trainable, name=f"{prefix}_w{i}")
            bias = tf.Variable(tf.zeros([b]), trainable=trainable, name=f"{prefix}_b{i}")
            self.layers.append((w, bias))

    @property
    def params(self):
        return [p for pair in self.layers for p in pair]

    def __call__(self, x):
        *hidden, last = self.layers
        for w, b in hidden:
            x = tf.nn.elu(x @ w + b)
        return x @ last[0] + last[1]


net = Net([6, 16, 3], "net")
mean_net = Net([6, 16, 3], "mean", trainable=False)
for a, b in zip(mean_net.params, net.params):
    a.assign(b)

velocity = [tf.Variable(tf.zeros_like(p), trainable=False) for p in net.params]


def consistency(x, y):
    noisy = x + 0.1 * tf.random.normal(tf.shape(x))
    logits = net(noisy)
    hard = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    soft = tf.reduce_mean(tf.square(tf.nn.softmax(logits) - tf.nn.softmax(mean_net(x))))
    return hard + 0.5 * soft


def sgd_momentum(grads, params):
    for g, p, v in zip(grads, params, velocity):
        v.assign(MOMENTUM * v + g)
        p.assign_sub(LR * v)


def update_mean(decay=0.99):
    for m, p in zip(mean_net.params, net.params):
        m.assign(decay * m + (1 - decay) * p)


X = rs.normal(size=(96, 6)).astype("float32")
Y = rs.randint(0, 3, size=96)
best = np.inf
for epoch in range(4):
    total = 0.0
    for i in range(0, len(X), 32):
        xb, yb = tf.constant(X[i:i + 32]), tf.constant(Y[i:i + 32])
        with tf.GradientTape() as tape:
            loss = consistency(xb, yb)
        grads = tape.gradient(loss, net.params)
        sgd_momentum(grads, mean_net.params)
        update_mean()
        total += loss.numpy()
    print("epoch %d  loss %.4f" % (epoch, total))
    best = min(best, total)
print("best", best)
