import collections
import random

import numpy as np
import tensorflow as tf

STATE, ACTIONS, GAMMA, BATCH = 4, 2, 0.99, 16


def build_q(name):
    return tf.keras.Sequential([
        tf.keras.Input((STATE,)),
        tf.keras.layers.Dense(32, activation="relu", name="h"),
        tf.keras.layers.Dense(ACTIONS, name="q"),
    ], name=name)


online = build_q("online_net")
target = build_q("target_net")
target.set_weights(online.get_weights())
optimizer = tf.keras.optimizers.Adam(1e-3)
huber = tf.keras.losses.Huber()
memory = collections.deque(maxlen=500)


def choose(state, eps):
    if random.random() < eps:
        return random.randrange(ACTIONS)
    return int(np.argmax(online(state[None]).numpy()[0]))


def replay():
    s, a, r, s2, done = (np.array(x) for x in zip(*random.sample(memory, BATCH)))
    next_q = tf.reduce_max(target(s2.astype(np.float32)), axis=1)
    y = r.astype(np.float32) + GAMMA * next_q * (1.0 - done.astype(np.float32))
    mask = tf.one_hot(a, ACTIONS)
    with tf.GradientTape() as tape:
        q = tf.reduce_sum(online(s.astype(np.float32)) * mask, axis=1)
        loss = huber(y, q)
    grads = tape.gradient(loss, online.trainable_variables)
    optimizer.apply_gradients(zip(grads, online.trainable_variables))
    return loss


state = np.random.randn(STATE).astype(np.float32)
for step in range(40):
    action = choose(state, eps=0.5)
    nxt = np.random.randn(STATE).astype(np.float32)
    memory.append((state, action, np.random.rand(), nxt, step % 10 == 9))
    state = nxt
    if len(memory) >= BATCH:
        loss = replay()
        if step % 10 == 0:
            target.set_weights(online.get_weights())
            print("step", step, "loss", float(loss))
