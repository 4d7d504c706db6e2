import numpy as np
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(5, activation="tanh"), tf.keras.layers.Dense(1)])
x = np.random.randn(50, 3).astype("float32")
y = x[:, :1] * x[:, 1:2]


def fitness(weights):
    net.set_weights(weights)
    return -float(np.mean((net(x).numpy() - y) ** 2))


best = net.get_weights()
score = fitness(best)
for generation in range(5):
    for _ in range(4):
        child = [w + 0.1 * np.random.randn(*w.shape) for w in best]
        f = fitness(child)
        if f > score:
            best, score = child, f
    print(generation, score)
