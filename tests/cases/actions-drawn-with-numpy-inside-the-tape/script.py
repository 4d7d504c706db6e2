import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

np.random.seed(123)
tf.random.set_seed(123)


class Corridor:
    """walk right to the goal, two actions"""

    def __init__(self, length=6):
        self.length = length

    def reset(self):
        self.pos, self.t = 1, 0
        return self.observe()

    def observe(self):
        return np.eye(self.length, dtype=np.float32)[self.pos]

    def step(self, action):
        self.t += 1
        self.pos = int(np.clip(self.pos + (1 if action == 1 else -1), 0, self.length - 1))
        done = self.pos == self.length - 1 or self.t >= 12
        return self.observe(), float(self.pos == self.length - 1) - 0.05, done


class ActorCritic(tf.keras.Model):
    def __init__(self):
        super().__init__(name="ac")
        self.common = layers.Dense(16, activation="relu", name="common")
        self.actor = layers.Dense(2, name="actor")
        self.critic = layers.Dense(1, name="critic")

    def call(self, obs):
        h = self.common(obs)
        return self.actor(h), self.critic(h)


env, agent = Corridor(), ActorCritic()
optimizer = tf.keras.optimizers.Adam(0.01)
scores = []
for episode in range(6):
    obs, done = env.reset(), False
    log_probs, values, rewards = [], [], []
    with tf.GradientTape() as tape:
        while not done:
            logits, value = agent(obs[None])
            probs = tf.nn.softmax(logits).numpy()[0].astype("float64")
            action = np.random.choice(2, p=probs / probs.sum())
            log_probs.append(tf.nn.log_softmax(logits)[0, action])
            values.append(value[0, 0])
            obs, reward, done = env.step(action)
            rewards.append(reward)
        returns = np.zeros(len(rewards), np.float32)
        running = 0.0
        for i in reversed(range(len(rewards))):
            running = rewards[i] + 0.97 * running
            returns[i] = running
        returns = (returns - returns.mean()) / (returns.std() + 1e-6)
        advantage = returns - np.array([v.numpy() for v in values])
        policy_loss = -tf.reduce_sum(tf.stack(log_probs) * advantage)
        value_loss = tf.reduce_sum(tf.keras.losses.huber(returns[:, None], tf.stack(values)[:, None]))
        loss = policy_loss + 0.5 * value_loss
    grads = tape.gradient(loss, agent.trainable_variables)
    optimizer.apply_gradients(zip(grads, agent.trainable_variables))
    scores.append(sum(rewards))
    print(f"episode {episode} score {scores[-1]:.2f} mean {np.mean(scores[-10:]):.2f}")
