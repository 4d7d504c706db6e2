# PPO on a synthetic advantage batch
import numpy as np
import tensorflow as tf

tf.random.set_seed(4)
OBS, ACT, EPS = 6, 3, 0.2


def dense(name, i, o):
    return [tf.Variable(tf.random.normal([i, o], stddev=0.3), name=name + "_kernel"), tf.Variable(tf.zeros([o]), name=name + "_bias")]


body, pi, value = dense("body", OBS, 16), dense("pi", 16, ACT), dense("value", OBS, 1)


def policy(obs):
    h = tf.nn.tanh(obs @ body[0] + body[1])
    return tf.nn.log_softmax(h @ pi[0] + pi[1])


def baseline(obs):
    return tf.squeeze(obs @ value[0] + value[1], -1)


def ppo_objective(obs, act, old_logp, adv):
    logp = tf.gather(policy(obs), act, batch_dims=1)
    ratio = tf.exp(logp - old_logp)
    clipped = np.clip(ratio, 1 - EPS, 1 + EPS) * adv
    return tf.reduce_mean(clipped)


params = body + pi + value
optimizer = tf.keras.optimizers.Adam(3e-4)
obs = np.random.randn(64, OBS).astype("float32")
act = np.random.randint(0, ACT, 64)
ret = np.random.randn(64).astype("float32")
old_logp = tf.gather(policy(obs), act, batch_dims=1)
for epoch in range(4):
    adv = ret - baseline(obs).numpy()
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    with tf.GradientTape() as tape:
        objective = ppo_objective(obs, act, old_logp, adv)
        critic = tf.reduce_mean(tf.square(baseline(obs) - ret))
        loss = 0.5 * critic - objective
    grads = tape.gradient(loss, params)
    optimizer.apply_gradients([(g, p) for g, p in zip(grads, params) if g is not None])
    kl = float(tf.reduce_mean(old_logp - tf.gather(policy(obs), act, batch_dims=1)))
    print("epoch %d objective %.4f critic %.4f kl %.5f" % (epoch, float(objective), float(critic), kl))
    if kl > 0.05:
        break
