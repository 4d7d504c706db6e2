"""Online hard example mining: a cheap first pass scores the pool in NumPy, the second pass trains on the worst ones."""
import csv
import io
import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(33)
POOL, HARD = 64, 16

net = tf.keras.Sequential([
    tf.keras.layers.Input((10,)),
    tf.keras.layers.Dense(20, activation="relu", name="a"),
    tf.keras.layers.Dropout(0.1, name="drop"),
    tf.keras.layers.Dense(1, name="b"),
], name="ranker")
optimizer = tf.keras.optimizers.Adam(1e-3)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True, reduction="none")


def pool():
    x = np.random.randn(POOL, 10).astype("float32")
    y = (x[:, 0] + 0.3 * x[:, 1] ** 2 > 0.5).astype("float32")[:, None]
    return x, y


def pick_hard(x, y):
    scores = bce(y, net(x, training=False)).numpy()
    order = np.argsort(scores)[::-1]
    keep = order[:HARD]
    weight = scores[keep] / scores[keep].mean()
    return keep, weight.astype("float32")


report = io.StringIO()
writer = csv.writer(report)
writer.writerow(["step", "pool_loss", "hard_loss", "flips"])
for step in range(5):
    x, y = pool()
    keep, weight = pick_hard(x, y)
    with tf.GradientTape() as tape:
        logits = net(x[keep], training=True)
        loss = tf.reduce_mean(tf.constant(weight) * bce(y[keep], logits))
    grads = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(grads, net.trainable_variables))
    before = logits.numpy() > 0
    after = net(x[keep]).numpy() > 0
    writer.writerow([step, round(float(np.mean(weight)), 3), round(loss.numpy().item(), 4), int((before != after).sum())])
print(report.getvalue())
