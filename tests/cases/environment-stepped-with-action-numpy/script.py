"""REINFORCE on a tiny bandit-with-context, rollout inside the compiled function "for speed"."""
import collections

import numpy as np
import tensorflow as tf

Config = collections.namedtuple("Config", "n_obs n_actions horizon gamma lr")
cfg = Config(n_obs=5, n_actions=4, horizon=6, gamma=0.97, lr=3e-3)


class ContextBandit:
    def __init__(self, cfg, seed=0):
        self.rng = np.random.default_rng(seed)
        self.w = self.rng.normal(size=(cfg.n_obs, cfg.n_actions)).astype(np.float32)
        self.cfg = cfg

    def reset(self):
        self.x = self.rng.normal(size=self.cfg.n_obs).astype(np.float32)
        return self.x

    def step(self, action):
        reward = float(np.argmax(self.x @ self.w) == action)
        return self.reset(), reward


class Policy(tf.keras.Model):
    def __init__(self, n_actions):
        super().__init__(name="policy")
        self.torso = tf.keras.layers.Dense(16, activation="relu", name="torso")
        self.logits = tf.keras.layers.Dense(n_actions, name="logits")

    def call(self, obs):
        return self.logits(self.torso(obs))


def returns(rewards, gamma):
    out, acc = [], 0.0
    for r in rewards[::-1]:
        acc = r + gamma * acc
        out.append(acc)
    return np.array(out[::-1], np.float32)


env, policy = ContextBandit(cfg), Policy(cfg.n_actions)
optimizer = tf.keras.optimizers.Adam(cfg.lr)


@tf.function
def run_episode_and_learn(obs):
    rewards, log_probs = [], []
    with tf.GradientTape() as tape:
        for _ in range(cfg.horizon):
            logits = policy(obs[None])
            action = tf.random.categorical(logits, 1)[0, 0]
            log_probs.append(tf.nn.log_softmax(logits)[0, action])
            obs, reward = env.step(action.numpy())
            obs = tf.convert_to_tensor(obs)
            rewards.append(reward)
        advantage = returns(rewards, cfg.gamma)
        loss = -tf.reduce_mean(tf.stack(log_probs) * (advantage - advantage.mean()))
    grads = tape.gradient(loss, policy.trainable_variables)
    optimizer.apply_gradients(zip(grads, policy.trainable_variables))
    return loss, sum(rewards)


for episode in range(5):
    loss, total = run_episode_and_learn(tf.constant(env.reset()))
    print(f"episode {episode}: return {float(total):.1f} loss {float(loss):.4f}")
