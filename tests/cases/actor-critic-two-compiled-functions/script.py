import numpy as np
import tensorflow as tf


def mlp(out, name):
    return tf.keras.Sequential([
        tf.keras.layers.Input(shape=(4,)),
        tf.keras.layers.Dense(24, activation="relu"),
        tf.keras.layers.Dense(out),
    ], name=name)


class A2CAgent:
    def __init__(self, n_actions=2):
        self.actor = mlp(n_actions, "actor")
        self.critic = mlp(1, "critic")
        self.actor_opt = tf.keras.optimizers.Adam(7e-4)
        self.critic_opt = tf.keras.optimizers.Adam(7e-3)

    def act(self, obs):
        logits = self.actor(obs[None].astype(np.float32))
        return int(tf.random.categorical(logits, 1)[0, 0])

    @tf.function
    def update_critic(self, obs, target):
        with tf.GradientTape() as tape:
            v = self.critic(obs)[:, 0]
            loss = tf.reduce_mean(tf.square(target - v))
        g = tape.gradient(loss, self.critic.trainable_variables)
        self.critic_opt.apply_gradients(zip(g, self.critic.trainable_variables))
        return loss

    @tf.function
    def update_actor(self, obs, actions, advantage):
        with tf.GradientTape() as tape:
            logp = tf.nn.log_softmax(self.actor(obs))
            picked = tf.reduce_sum(logp * tf.one_hot(actions, 2), axis=1)
            entropy = -tf.reduce_mean(tf.reduce_sum(tf.exp(logp) * logp, axis=1))
            loss = -tf.reduce_mean(picked * advantage) - 0.01 * entropy
        g = tape.gradient(loss, self.actor.trainable_variables)
        self.actor_opt.apply_gradients(zip(g, self.actor.trainable_variables))
        return loss


agent = A2CAgent()
rng = np.random.default_rng(0)
for episode in range(3):
    observations, actions, rewards = [], [], []
    obs = rng.normal(size=4)
    for t in range(12):
        a = agent.act(obs)
        observations.append(obs)
        actions.append(a)
        rewards.append(float(a == (obs[0] > 0)))
        obs = rng.normal(size=4)
    returns = np.cumsum(rewards[::-1])[::-1].astype(np.float32)
    obs_batch = np.array(observations, np.float32)
    advantage = returns - agent.critic(obs_batch).numpy()[:, 0]
    closs = agent.update_critic(tf.constant(obs_batch), tf.constant(returns))
    aloss = agent.update_actor(tf.constant(obs_batch), tf.constant(actions), tf.constant(advantage))
    print(f"episode {episode}: reward {sum(rewards)} critic {closs:.3f} actor {aloss:.3f}")
