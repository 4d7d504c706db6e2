import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

policy = tf.keras.Sequential([
    layers.Input((3,)),
    layers.Dense(10, activation="tanh", name="p1"),
    layers.Dense(1, activation="softmax", name="p2"),
], name="policy")
value = tf.keras.Sequential([layers.Input((3,)), layers.Dense(10, activation="tanh", name="v1"), layers.Dense(1, name="v2")], name="value")
optimizer = tf.keras.optimizers.Adam(1e-3)


def run_episode(n=15):
    s = np.random.randn(n, 3).astype(np.float32)
    p = policy(s).numpy()[:, 0]
    a = (np.random.rand(n) < p).astype(np.float32)
    r = np.where(a == (s[:, 0] > 0), 1.0, -1.0).astype(np.float32)
    return s, a, np.cumsum(r[::-1])[::-1].copy()


for episode in range(3):
    s, a, g = run_episode()
    with tf.GradientTape() as tape:
        prob = policy(s)[:, 0]
        v = value(s)[:, 0]
        advantage = tf.stop_gradient(g - v)
        log_prob = tf.math.log(tf.where(a > 0, prob, 1.0 - prob) + 1e-8)
        loss = tf.reduce_mean(-log_prob * advantage) + 0.5 * tf.reduce_mean((g - v) ** 2)
    weights = policy.trainable_weights + value.trainable_weights
    grads = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(grads, weights))
    print(episode, float(loss), float(g[0]))
