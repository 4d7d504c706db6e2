# TD(lambda) with eligibility traces, chapter 12 of Sutton & Barto, with a small network as value function
import numpy as np
import tensorflow as tf

GAMMA, LAM, ALPHA = 0.95, 0.8, 0.01
N = 9           # random walk of nine states


def features(s):
    x = np.zeros((1, N), np.float32)
    x[0, s] = 1.0
    return tf.constant(x)


net = tf.keras.Sequential([
    tf.keras.Input((N,)),
    tf.keras.layers.Dense(8, activation="tanh", name="hidden"),
    tf.keras.layers.Dense(1, name="value"),
], name="td_net")
traces = [tf.Variable(tf.zeros(v.shape), trainable=False, name="trace") for v in net.trainable_variables]


def value_and_gradient(s):
    with tf.GradientTape() as tape:
        v = net(features(s))[0, 0]
    return v, tape.gradient(v, net.trainable_variables)


def td_step(s, reward, s_next, done):
    v, grads = value_and_gradient(s)
    bootstrap = 0.0 if done else float(net(features(s_next))[0, 0])
    delta = reward + GAMMA * bootstrap - float(v)       # a python number, semi-gradient method
    for e, g, w in zip(traces, grads, net.trainable_variables):
        e.assign(GAMMA * LAM * e + g)
        w.assign_add(ALPHA * delta * e)
    return delta


rng = np.random.default_rng(8)
for episode in range(3):
    for e in traces:
        e.assign(tf.zeros_like(e))
    s, errors = N // 2, []
    for _ in range(12):
        s_next = s + rng.choice([-1, 1])
        done = s_next in (-1, N)
        reward = 1.0 if s_next == N else 0.0
        errors.append(td_step(s, reward, s_next, done))
        if done:
            break
        s = s_next
    print("episode", episode, "steps", len(errors), "rms td error", np.sqrt(np.mean(np.square(errors))))
