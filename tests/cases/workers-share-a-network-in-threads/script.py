# asynchronous advantage actor-critic: workers in threads, each with a copy of the shared network
import threading

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

GAMMA, EPISODES = 0.95, 2


class Environment:
    def reset(self):
        self.state, self.t = np.random.uniform(-0.05, 0.05, 4), 0
        return self.state

    def step(self, action):
        self.state, self.t = self.state + 0.1 * np.random.randn(4) * (action - 0.5), self.t + 1
        return self.state, 1.0, self.t > 6


class ActorCritic(tf.keras.Model):
    def __init__(self, name):
        super().__init__(name=name)
        self.hidden = layers.Dense(8, activation="relu", name="hidden")
        self.policy = layers.Dense(2, name="policy")
        self.value = layers.Dense(1, name="value")

    def call(self, states):
        hidden = self.hidden(states)
        return self.policy(hidden), self.value(hidden)[:, 0]


shared = ActorCritic("shared")
shared(tf.zeros([1, 4]))
optimizer = tf.keras.optimizers.Adam(1e-3)
optimizer.build(shared.trainable_variables)
lock = threading.Lock()


class Worker(threading.Thread):
    def __init__(self, number):
        super().__init__()
        self.network = ActorCritic(f"worker_{number}")
        self.environment = Environment()

    def run(self):
        for episode in range(EPISODES):
            state, done, memory = self.environment.reset(), False, []
            while not done:
                logits, _ = self.network(tf.constant(state[None], tf.float32))
                chances = tf.nn.softmax(logits).numpy()[0].astype("float64")
                action = np.random.choice(2, p=chances / chances.sum())
                following, reward, done = self.environment.step(action)
                memory.append((state, action, reward))
                state = following
            with tf.GradientTape() as tape:
                loss = self.loss(memory)
            gradients = tape.gradient(loss, self.network.trainable_variables)
            with lock:
                optimizer.apply_gradients(zip(gradients, shared.trainable_variables))
            self.network.set_weights(shared.get_weights())

    def loss(self, memory):
        states, actions, rewards = zip(*memory)
        returns = np.array([sum(GAMMA**k * r for k, r in enumerate(rewards[t:])) for t in range(len(rewards))])
        logits, values = self.network(tf.constant(np.stack(states), tf.float32))
        advantage = tf.constant(returns, tf.float32) - values
        chosen = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=list(actions), logits=logits)
        return tf.reduce_mean(chosen * tf.stop_gradient(advantage) + 0.5 * advantage**2)


workers = [Worker(0)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
