import copy
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(11)
X = rng.normal(size=(90, 6)).astype(np.float32)
Y = np.sign(X[:, :1]) * np.round(np.abs(X[:, 1:2]), 1)
train_x, valid_x, train_y, valid_y = X[:60], X[60:], Y[:60], Y[60:]

net = tf.keras.Sequential([tf.keras.Input((6,)), tf.keras.layers.Dense(10, activation="mish"), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.AdamW(learning_rate=5e-3)
best, best_weights, bad, epoch, log = float("inf"), None, 0, 0, {"train": [], "valid": []}

while True:
    perm = rng.permutation(len(train_x))
    epoch_losses = []
    for idx in np.array_split(perm, 3):
        with tf.GradientTape() as tape:
            out = net(train_x[idx], training=True)
            residual = out - train_y[idx]
            loss = tf.reduce_mean(tf.square(residual))
            penalty = tf.add_n([tf.nn.l2_loss(v) for v in net.trainable_variables if "kernel" in v.path])
            total = loss + 1e-4 * penalty
        if not np.isfinite(total.numpy()):
            continue
        grads = tape.gradient(total, net.trainable_variables)
        optimizer.apply_gradients(zip(grads, net.trainable_variables))
        epoch_losses.append(loss.numpy())
    valid = float(tf.reduce_mean((net(valid_x) - valid_y) ** 2))
    log["train"].append(np.mean(epoch_losses))
    log["valid"].append(valid)
    if valid < best - 1e-3:
        best, best_weights, bad = valid, copy.deepcopy(net.get_weights()), 0
    else:
        bad += 1
        optimizer.learning_rate.assign(optimizer.learning_rate * 0.5)
    epoch += 1
    if bad >= 2 or epoch >= 4:
        break
net.set_weights(best_weights)
print("best", best, "after", epoch)
