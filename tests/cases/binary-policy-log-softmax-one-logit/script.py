"""REINFORCE for a cart that can push or wait. (one logit is enough for two actions)"""
import numpy as np
import tensorflow as tf

policy = tf.keras.Sequential([
    tf.keras.Input((4,)),
    tf.keras.layers.Dense(16, activation="tanh", name="pi_hidden"),
    tf.keras.layers.Dense(1, name="pi_logit"),
], name="policy")
baseline = tf.keras.Sequential([
    tf.keras.Input((4,)),
    tf.keras.layers.Dense(16, activation="tanh", name="v_hidden"),
    tf.keras.layers.Dense(1, name="v_out"),
], name="baseline")
pi_opt = tf.keras.optimizers.Adam(1e-2)
v_opt = tf.keras.optimizers.Adam(1e-2)


def rollout(length=20):
    states = np.random.randn(length, 4).astype("float32")
    push = np.random.rand(length) < 0.5
    rewards = np.where(push == (states[:, 0] > 0), 1.0, -0.2).astype("float32")
    returns = np.zeros_like(rewards)
    acc = 0.0
    for t in reversed(range(length)):
        acc = rewards[t] + 0.95 * acc
        returns[t] = acc
    return states, push.astype("float32"), returns


def log_prob(states, push):
    logits = policy(states)
    logp = tf.nn.log_softmax(logits)[:, 0]
    return tf.where(push > 0.5, logp, -logp)


for episode in range(5):
    s, a, g = rollout()
    with tf.GradientTape() as pt, tf.GradientTape() as vt:
        value = baseline(s)[:, 0]
        advantage = tf.stop_gradient(g - value)
        pi_loss = -tf.reduce_mean(log_prob(s, a) * advantage)
        v_loss = tf.reduce_mean((g - value) ** 2)
    pi_grads = pt.gradient(pi_loss, policy.trainable_variables)
    v_grads = vt.gradient(v_loss, baseline.trainable_variables)
    pi_opt.apply_gradients(zip(pi_grads, policy.trainable_variables))
    v_opt.apply_gradients(zip(v_grads, baseline.trainable_variables))
    print(f"episode {episode}: return {g[0]:.2f}, policy loss {float(pi_loss):.4f}")
