import collections
import random

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

Transition = collections.namedtuple("Transition", "s a r s2 done")
N_ACTIONS, GAMMA, SYNC_EVERY = 2, 0.95, 10


class CorridorEnv:
    """walk right to get 1, left to get 0.1"""
    length = 6

    def reset(self):
        self.pos, self.t = self.length // 2, 0
        return self.obs()

    def obs(self):
        return np.eye(self.length + 1, dtype=np.float32)[self.pos]

    def step(self, a):
        self.pos += 1 if a == 1 else -1
        self.t += 1
        done = self.pos in (0, self.length) or self.t > 30
        reward = {0: 0.1, self.length: 1.0}.get(self.pos, 0.0)
        return self.obs(), reward, done


def build_q(name):
    state = layers.Input((CorridorEnv.length + 1,))
    h = layers.Dense(16, activation="relu", name="fc")(state)
    value = layers.Dense(1, name="value")(h)
    adv = layers.Dense(N_ACTIONS, name="advantage")(h)
    # dueling: Q = V + A - mean(A)
    q = layers.Lambda(lambda va: va[0] + va[1] - tf.reduce_mean(va[1], axis=1, keepdims=True))([value, adv])
    return tf.keras.Model(state, q, name=name)


online = build_q("online")
target = build_q("target")
target.set_weights(online.get_weights())
optimizer = tf.keras.optimizers.RMSprop(2e-3)
huber = tf.keras.losses.Huber()
memory = collections.deque(maxlen=500)


def learn(batch):
    s, a, r, s2, done = (np.array(col) for col in zip(*batch))
    best = tf.argmax(online(s2), axis=1)                       # chosen by the online net...
    q_next = tf.gather(target(s2), best, axis=1, batch_dims=1)  # ...evaluated by the target net
    y = r.astype("float32") + GAMMA * q_next * (1.0 - done.astype("float32"))
    with tf.GradientTape() as tape:
        q = online(s)
        q_a = tf.reduce_sum(q * tf.one_hot(a, N_ACTIONS), axis=1)
        loss = huber(y, q_a)
    grads = tape.gradient(loss, online.trainable_variables)
    optimizer.apply_gradients((tf.clip_by_norm(g, 1.0), v) for g, v in zip(grads, online.trainable_variables))
    return loss.numpy()


env, steps, eps = CorridorEnv(), 0, 1.0
for episode in range(6):
    s, done, total = env.reset(), False, 0.0
    while not done:
        a = random.randrange(N_ACTIONS) if random.random() < eps else int(tf.argmax(online(s[None])[0]))
        s2, r, done = env.step(a)
        memory.append(Transition(s, a, r, s2, done))
        s, total, steps = s2, total + r, steps + 1
        if len(memory) >= 16:
            loss = learn(random.sample(memory, 16))
        if steps % SYNC_EVERY == 0:
            target.set_weights(online.get_weights())
    eps = max(0.1, eps * 0.8)
    print(f"episode {episode}: return {total:.1f}")
