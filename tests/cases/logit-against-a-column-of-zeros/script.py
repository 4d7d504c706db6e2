# Binary choice model (which of two routes does a driver take), written as a 2-way softmax
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(3)
n, k = 300, 4
attributes = rng.normal(size=(n, k)).astype("float32")           # route B minus route A
true_taste = np.array([-1.0, 0.5, 0.0, 2.0], "float32")
chosen = (rng.random(n) < 1 / (1 + np.exp(-(attributes @ true_taste - 0.3)))).astype("int32")

taste = tf.Variable(tf.zeros([k, 1]), name="taste")
constant_b = tf.Variable(tf.zeros([1]), name="asc_b")
log_scale = tf.Variable(0.0, name="log_scale")


def utilities(x):
    u_b = tf.matmul(x, taste) + constant_b
    u_a = tf.zeros_like(u_b)                 # reference alternative
    return tf.exp(log_scale) * tf.concat([u_a, u_b], axis=1)


def log_likelihood(x, y):
    p = tf.nn.softmax(utilities(x), axis=1)
    hit = tf.reduce_sum(tf.one_hot(y, 2) * p, axis=1)
    return tf.reduce_sum(tf.math.log(hit))


free = [taste, constant_b, log_scale]
rates = {"taste": 0.002, "asc_b": 0.002, "log_scale": 0.0005}
path = []
for it in range(25):
    with tf.GradientTape() as tape:
        ll = log_likelihood(attributes, chosen)
    score = tape.gradient(ll, free)
    for g, v in zip(score, free):
        v.assign_add(rates[v.name.split(":")[0]] * g)            # ascent
    path.append(ll.numpy())
rho = 1 - path[-1] / path[0]
print("taste", taste.numpy().ravel().round(2), "asc", constant_b.numpy().round(2), "rho2", round(float(rho), 3))
