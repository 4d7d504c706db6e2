"""Actor-critic (adapted from the Keras example) on a small two-armed contextual bandit walk."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

np.random.seed(42)
GAMMA, MAX_STEPS = 0.99, 12
num_inputs, num_actions, num_hidden = 4, 2, 16
eps = np.finfo(np.float32).eps.item()

inputs = layers.Input(shape=(num_inputs,))
common = layers.Dense(num_hidden, activation="relu", name="common")(inputs)
action = layers.Dense(num_actions, activation="softmax", name="action")(common)
critic = layers.Dense(1, name="critic")(common)
model = tf.keras.Model(inputs=inputs, outputs=[action, critic], name="a2c")

optimizer = tf.keras.optimizers.Adam(learning_rate=0.01)
huber_loss = tf.keras.losses.Huber()


class PoleLike:
    def reset(self):
        self.s = np.random.uniform(-0.05, 0.05, num_inputs)
        return self.s

    def step(self, a):
        push = 1.0 if a == 1 else -1.0
        self.s = self.s + 0.05 * np.array([self.s[1], push, self.s[3], -push + self.s[2]])
        return self.s, 1.0, bool(np.abs(self.s).max() > 1.0)


env = PoleLike()
running_reward = 0.0
for episode in range(4):
    state = env.reset()
    action_probs_history, critic_value_history, rewards_history = [], [], []
    with tf.GradientTape() as tape:
        for timestep in range(1, MAX_STEPS):
            state = tf.expand_dims(tf.convert_to_tensor(state, tf.float32), 0)
            action_probs, critic_value = model(state)
            critic_value_history.append(critic_value[0, 0])

            p = np.squeeze(action_probs)
            a = np.random.choice(num_actions, p=p / p.sum())
            action_probs_history.append(float(tf.math.log(action_probs[0, a] + 1e-8)))

            state, reward, done = env.step(a)
            rewards_history.append(reward)
            if done:
                break

        running_reward = 0.05 * sum(rewards_history) + 0.95 * running_reward
        returns, discounted_sum = [], 0.0
        for r in rewards_history[::-1]:
            discounted_sum = r + GAMMA * discounted_sum
            returns.insert(0, discounted_sum)
        returns = np.array(returns)
        returns = ((returns - returns.mean()) / (returns.std() + eps)).tolist()

        actor_losses, critic_losses = [], []
        for log_prob, value, ret in zip(action_probs_history, critic_value_history, returns):
            diff = ret - value
            actor_losses.append(-log_prob * tf.stop_gradient(diff))
            critic_losses.append(huber_loss(tf.expand_dims(value, 0), tf.expand_dims(ret, 0)))
        loss_value = sum(actor_losses) + sum(critic_losses)

    grads = tape.gradient(loss_value, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    print(f"running reward: {running_reward:.2f} at episode {episode}")
