import copy

import numpy as np
import tensorflow as tf

S, A = 3, 1
tau, gamma, target_entropy = 0.01, 0.98, -float(A)


def mlp(n_in, n_out, name, trainable=True):
    net = tf.keras.Sequential([
        tf.keras.Input((n_in,)),
        tf.keras.layers.Dense(24, activation="relu", name="fc1"),
        tf.keras.layers.Dense(n_out, name="fc2"),
    ], name=name)
    net.trainable = trainable
    return net


actor = mlp(S, 2 * A, "actor")
q1, q2 = mlp(S + A, 1, "q1"), mlp(S + A, 1, "q2")
q1_t, q2_t = mlp(S + A, 1, "q1_target", trainable=False), mlp(S + A, 1, "q2_target", trainable=False)
q1_t.set_weights(q1.get_weights())
q2_t.set_weights(q2.get_weights())
log_alpha = tf.Variable(0.0, name="log_alpha")

opts = {k: tf.keras.optimizers.Adam(3e-4) for k in ("actor", "q", "alpha")}


def sample_action(s):
    mu, log_std = tf.split(actor(s), 2, axis=-1)
    log_std = tf.clip_by_value(log_std, -5.0, 2.0)
    eps = tf.random.normal(tf.shape(mu))
    u = mu + tf.exp(log_std) * eps
    a = tf.tanh(u)
    logp = -0.5 * (eps ** 2 + 2 * log_std + np.log(2 * np.pi))
    # change of variables, numerically stable form
    logp -= 2.0 * (np.log(2.0) - u - tf.nn.softplus(-2.0 * u))
    return a, tf.reduce_sum(logp, axis=-1, keepdims=True)


@tf.function
def train(s, a, r, s2, d):
    # ----- critics
    a2, logp2 = sample_action(s2)
    x2 = tf.concat([s2, a2], -1)
    backup = r + gamma * (1 - d) * (tf.minimum(q1_t(x2), q2_t(x2)) - tf.exp(log_alpha) * logp2)
    with tf.GradientTape() as tape:
        x = tf.concat([s, a], -1)
        q_loss = tf.reduce_mean((q1(x) - backup) ** 2) + tf.reduce_mean((q2(x) - backup) ** 2)
    q_vars = q1.trainable_variables + q2.trainable_variables
    opts["q"].apply_gradients(zip(tape.gradient(q_loss, q_vars), q_vars))

    # ----- actor: gradient flows *through* the critics, but only the actor moves
    with tf.GradientTape() as tape:
        pi, logp = sample_action(s)
        x = tf.concat([s, pi], -1)
        pi_loss = tf.reduce_mean(tf.stop_gradient(tf.exp(log_alpha)) * logp - tf.minimum(q1(x), q2(x)))
    opts["actor"].apply_gradients(zip(tape.gradient(pi_loss, actor.trainable_variables), actor.trainable_variables))

    # ----- temperature
    with tf.GradientTape() as tape:
        alpha_loss = -tf.reduce_mean(log_alpha * tf.stop_gradient(logp + target_entropy))
    opts["alpha"].apply_gradients([(tape.gradient(alpha_loss, log_alpha), log_alpha)])

    # ----- polyak
    for net, target in ((q1, q1_t), (q2, q2_t)):
        for v, v_t in zip(net.variables, target.variables):
            v_t.assign((1 - tau) * v_t + tau * v)
    return q_loss, pi_loss, alpha_loss


rng = np.random.default_rng(0)
for it in range(5):
    batch = [rng.normal(size=(32, S)), rng.uniform(-1, 1, (32, A)), rng.normal(size=(32, 1)),
             rng.normal(size=(32, S)), rng.integers(0, 2, (32, 1))]
    losses = train(*[tf.constant(b, tf.float32) for b in batch])
    print(it, *["%.3f" % l.numpy() for l in losses], "alpha %.3f" % tf.exp(log_alpha))
