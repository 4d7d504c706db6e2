# biased matrix factorisation with updates by hand; two mistakes
import numpy as np
import tensorflow as tf

N = 16          # as many users as items in this little data set
RANK = 3
rng = np.random.default_rng(1)
ratings = [(u, i, float(rng.integers(1, 6))) for u in range(N) for i in range(N) if rng.random() < 0.4]

P = tf.Variable(rng.normal(0, 0.1, (N, RANK)).astype("float32"), name="user_factors")
Q = tf.Variable(rng.normal(0, 0.1, (N, RANK)).astype("float32"), name="item_factors")
bu = tf.Variable(tf.zeros([N]), name="user_bias")
bi = tf.Variable(tf.zeros([N]), name="item_bias")
mu = tf.Variable(3.0, name="global_mean")


def predict(u, i):
    interaction = tf.reduce_sum(tf.gather(P, u) * tf.gather(Q, i), axis=1)
    base = float(mu)
    return base + tf.gather(bu, u) + tf.gather(bi, i) + interaction


def batches(size):
    order = rng.permutation(len(ratings))
    for start in range(0, len(order), size):
        rows = [ratings[k] for k in order[start:start + size]]
        u, i, r = zip(*rows)
        yield np.array(u), np.array(i), np.array(r, dtype="float32")


def sgd(variable, gradient, lr):
    if gradient is None:
        return
    variable.assign_sub(lr * tf.convert_to_tensor(gradient))


LR, REG = 0.05, 0.02
for epoch in range(2):
    total, count = 0.0, 0
    for u, i, r in batches(32):
        with tf.GradientTape() as tape:
            err = predict(u, i) - r
            loss = tf.reduce_mean(err ** 2) + REG * (tf.nn.l2_loss(P) + tf.nn.l2_loss(Q)) / N
        dP, dQ, dbi, dbu, dmu = tape.gradient(loss, [P, Q, bu, bi, mu])
        sgd(P, dP, LR)
        sgd(Q, dQ, LR)
        sgd(bu, dbu, LR)
        sgd(bi, dbi, LR)
        sgd(mu, dmu, LR / 10)
        total, count = total + float(tf.reduce_sum(err ** 2)), count + len(r)
    print("epoch", epoch, "rmse", (total / count) ** 0.5)
