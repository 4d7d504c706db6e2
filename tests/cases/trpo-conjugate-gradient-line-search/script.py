"""TRPO on a contextual bandit: natural direction with conjugate gradients, then a backtracking line search."""
import numpy as np
import tensorflow as tf

rng = np.random.RandomState(0)
OBS, ACT = 4, 3
policy = tf.keras.Sequential([
    tf.keras.Input((OBS,)),
    tf.keras.layers.Dense(10, activation="tanh", name="l1"),
    tf.keras.layers.Dense(ACT, name="logits"),
], name="policy")
theta = policy.trainable_variables


def flat(tensors):
    return tf.concat([tf.reshape(t, [-1]) for t in tensors], axis=0)


def assign_flat(vector):
    start = 0
    for v in theta:
        size = int(np.prod(v.shape))
        v.assign(tf.reshape(vector[start:start + size], v.shape))
        start += size


def surrogate(obs, act, adv, old_logp):
    logp = tf.gather(tf.nn.log_softmax(policy(obs)), act, batch_dims=1)
    return -tf.reduce_mean(tf.exp(logp - old_logp) * adv)


def kl_to(obs, old_logits):
    new = tf.nn.log_softmax(policy(obs))
    old = tf.nn.log_softmax(old_logits)
    return tf.reduce_mean(tf.reduce_sum(tf.exp(old) * (old - new), axis=-1))


def fisher_product(vec, obs, old_logits, damping=0.1):
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            kl = kl_to(obs, old_logits)
        g = flat(inner.gradient(kl, theta))
        dot = tf.reduce_sum(g * tf.stop_gradient(vec))
    return flat(outer.gradient(dot, theta)) + damping * vec


def conjugate_gradients(apply, b, iters=6):
    x, r, p = tf.zeros_like(b), b, b
    rr = tf.reduce_sum(r * r)
    for _ in range(iters):
        z = apply(p)
        alpha = rr / (tf.reduce_sum(p * z) + 1e-8)
        x, r = x + alpha * p, r - alpha * z
        new_rr = tf.reduce_sum(r * r)
        p, rr = r + (new_rr / (rr + 1e-10)) * p, new_rr
    return x


for it in range(3):
    obs = tf.constant(rng.randn(64, OBS).astype("f4"))
    logits = policy(obs)
    act = tf.random.categorical(logits, 1, dtype=tf.int32)[:, 0]
    adv = tf.cast(tf.equal(act, tf.argmax(obs[:, :ACT], -1, output_type=tf.int32)), tf.float32) - 0.33
    old_logp = tf.gather(tf.nn.log_softmax(logits), act, batch_dims=1)
    with tf.GradientTape() as tape:
        loss = surrogate(obs, act, adv, old_logp)
    g = flat(tape.gradient(loss, theta))
    direction = conjugate_gradients(lambda v: fisher_product(v, obs, logits), -g)
    step = tf.sqrt(2 * 0.02 / (tf.reduce_sum(direction * fisher_product(direction, obs, logits)) + 1e-8))
    start = flat(theta)
    for k in range(8):
        assign_flat(start + 0.5 ** k * step * direction)
        if surrogate(obs, act, adv, old_logp) < loss and kl_to(obs, logits) < 0.03:
            break
    else:
        assign_flat(start)
    print(it, "surrogate", float(loss), "accepted at", k, "kl", float(kl_to(obs, logits)))
