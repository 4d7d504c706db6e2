"""PPO for continuous control; reward is going up but very slowly. Two things are wrong in here."""
import math
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

HP = {"clip": 0.2, "vf": 0.5, "ent": 0.01, "epochs": 2, "lr": 3e-4, "obs": 5, "act": 2, "n": 48}


class GaussianActor(tf.keras.Model):
    def __init__(self):
        super().__init__(name="actor")
        self.h = layers.Dense(16, activation="tanh", name="h")
        self.mu = layers.Dense(HP["act"], name="mu")
        self.log_std = self.add_weight(shape=(HP["act"],), initializer=tf.keras.initializers.Constant(-0.5), name="log_std")

    def call(self, obs):
        return self.mu(self.h(obs)), tf.fill([HP["act"]], math.exp(-0.5))


class Critic(tf.keras.Model):
    def __init__(self):
        super().__init__(name="critic")
        self.h = layers.Dense(16, activation="tanh", name="h")
        self.v = layers.Dense(1, name="v")

    def call(self, obs):
        return self.v(self.h(obs))[:, 0]


def log_prob(mu, std, a):
    return tf.reduce_sum(-0.5 * ((a - mu) / std) ** 2 - tf.math.log(std) - 0.919, axis=-1)


actor, critic = GaussianActor(), Critic()
opt = tf.keras.optimizers.Adam(HP["lr"])


@tf.function
def update(obs, act, old_logp, adv, ret, old_v):
    with tf.GradientTape() as tape:
        mu, std = actor(obs)
        ratio = tf.exp(log_prob(mu, std, act) - old_logp)
        surrogate = tf.minimum(ratio * adv, tf.clip_by_value(ratio, 1 - HP["clip"], 1 + HP["clip"]) * adv)
        entropy = tf.reduce_sum(tf.math.log(std) + 0.5 * math.log(2 * math.pi * math.e))
        v = critic(obs)
        v_clipped = old_v + tf.clip_by_value(old_v - old_v, -HP["clip"], HP["clip"])
        vf_loss = 0.5 * tf.reduce_mean((v_clipped - ret) ** 2)
        loss = -tf.reduce_mean(surrogate) + HP["vf"] * vf_loss - HP["ent"] * entropy
    weights = actor.trainable_variables + critic.trainable_variables
    grads = tape.gradient(loss, weights)
    opt.apply_gradients([(g, w) for g, w in zip(grads, weights) if g is not None])
    return loss, tf.reduce_mean(v)


rng = np.random.default_rng(0)
for it in range(2):
    obs = tf.constant(rng.normal(size=(HP["n"], HP["obs"])), tf.float32)
    mu, std = actor(obs)
    act = mu + std * tf.random.normal(mu.shape)
    logp = log_prob(mu, std, act)
    old_v = tf.constant(rng.normal(size=HP["n"]), tf.float32)      # TODO take them from the rollout worker
    ret = -tf.reduce_sum((act - obs[:, :2]) ** 2, -1)
    for _ in range(HP["epochs"]):
        loss, v = update(obs, act, logp, ret - old_v, ret, old_v)
    print("iteration", it, "loss", float(loss), "mean value", float(v))
