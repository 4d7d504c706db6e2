import numpy as np
import tensorflow as tf
from tensorflow.keras import Sequential, layers

S, A = 3, 2


def mlp(sizes, name):
    net = Sequential(name=name)
    net.add(layers.Input((sizes[0],)))
    for i, n in enumerate(sizes[1:-1]):
        net.add(layers.Dense(n, activation="relu", name=f"{name}_h{i}"))
    net.add(layers.Dense(sizes[-1], name=f"{name}_out"))
    return net


actor = mlp([S, 16, 2 * A], "actor")
q1 = mlp([S + A, 16, 1], "q1")
log_alpha = tf.Variable(0.0, name="log_alpha")
actor_opt, q_opt, alpha_opt = [tf.keras.optimizers.Adam(3e-4) for _ in range(3)]
TARGET_ENTROPY = -float(A)


def sample(s):
    mu, log_std = tf.split(actor(s), 2, -1)
    log_std = tf.clip_by_value(log_std, -5, 2)
    eps = tf.random.normal(tf.shape(mu))
    u = mu + tf.exp(log_std) * eps
    a = tf.tanh(u)
    logp = tf.reduce_sum(-0.5 * eps ** 2 - log_std - tf.math.log(1 - a ** 2 + 1e-6), -1)
    return a, logp


def update(batch):
    s, a, r, s2 = batch
    alpha = np.exp(log_alpha.numpy())
    a2, logp2 = sample(s2)
    y = r + 0.99 * (q1(tf.concat([s2, a2], -1))[:, 0] - alpha * logp2)
    with tf.GradientTape() as t1:
        q_loss = tf.reduce_mean((q1(tf.concat([s, a], -1))[:, 0] - y) ** 2)
    q_opt.apply_gradients(zip(t1.gradient(q_loss, q1.trainable_variables), q1.trainable_variables))

    with tf.GradientTape() as t2:
        pi, logp = sample(s)
        pi_loss = tf.reduce_mean(alpha * logp - q1(tf.concat([s, pi], -1))[:, 0])
    actor_opt.apply_gradients(zip(t2.gradient(pi_loss, actor.trainable_variables), actor.trainable_variables))

    with tf.GradientTape() as t3:
        alpha_loss = -tf.reduce_mean(alpha * (tf.stop_gradient(logp) + TARGET_ENTROPY))
    g = t3.gradient(alpha_loss, [log_alpha])
    if g[0] is not None:
        alpha_opt.apply_gradients(zip(g, [log_alpha]))
    return q_loss, pi_loss, alpha_loss


for i in range(3):
    batch = (np.random.randn(16, S).astype("f4"), np.random.uniform(-1, 1, (16, A)).astype("f4"),
             np.random.randn(16).astype("f4"), np.random.randn(16, S).astype("f4"))
    print([float(l) for l in update(batch)])
