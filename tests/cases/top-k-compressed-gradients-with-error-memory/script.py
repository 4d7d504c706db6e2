"""Deep gradient compression on a laptop: only the largest 20 % of each gradient is sent, the rest is remembered."""
import numpy as np
import tensorflow as tf

KEEP = 0.2
net = tf.keras.Sequential([
    tf.keras.Input((12,)),
    tf.keras.layers.Dense(20, activation="gelu", name="fc1"),
    tf.keras.layers.Dense(20, activation="gelu", name="fc2"),
    tf.keras.layers.Dense(1, name="fc3"),
], name="net")
memory = {v.path: np.zeros(v.shape, "float32") for v in net.trainable_variables}


def compress(path, gradient):
    g = memory[path] + gradient
    k = max(1, int(round(KEEP * g.size)))
    threshold = np.partition(np.abs(g).ravel(), -k)[-k]
    mask = np.abs(g) >= threshold
    memory[path] = np.where(mask, 0.0, g).astype("float32")
    return np.where(mask, g, 0.0).astype("float32"), mask.mean()


def train(x, y, lr):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.keras.losses.mse(y, net(x)))
    sent = []
    for var, grad in zip(net.trainable_variables, tape.gradient(loss, net.trainable_variables)):
        dense, share = compress(var.path, grad.numpy())
        var.assign_sub(lr * tf.constant(dense))
        sent.append(share)
    return float(loss), float(np.mean(sent))


rng = np.random.default_rng(99)
X = rng.normal(size=(100, 12)).astype("float32")
Y = np.tanh(X[:, :1] - X[:, 1:2]).astype("float32")
lr = 0.1
for step in range(6):
    pick = rng.choice(100, 32, replace=False)
    loss, share = train(tf.constant(X[pick]), tf.constant(Y[pick]), lr)
    if step == 3:
        lr *= 0.5
    print(f"step {step} loss {loss:.4f} sent {100 * share:.0f}%")
