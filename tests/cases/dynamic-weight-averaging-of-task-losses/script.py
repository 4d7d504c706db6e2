# DWA (Liu et al. 2019): lambda_k = K softmax(L_k(t-1) / L_k(t-2) / T), all in plain Python
import math
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

TASKS, TEMP = ("steer", "speed", "brake"), 2.0
tf.random.set_seed(0)
camera = layers.Input((12, 12, 1))
z = layers.Conv2D(6, 3, strides=2, activation="relu", name="conv")(camera)
z = layers.Flatten()(z)
z = layers.Dense(12, activation="relu", name="shared")(z)
net = tf.keras.Model(camera, [layers.Dense(1, name=t)(z) for t in TASKS])
sgd = tf.keras.optimizers.SGD(0.02)
history = {t: [] for t in TASKS}


def task_weights():
    if len(history["steer"]) < 2:
        return {t: 1.0 for t in TASKS}
    ratios = {t: math.exp(history[t][-1] / max(history[t][-2], 1e-8) / TEMP) for t in TASKS}
    return {t: len(TASKS) * r / sum(ratios.values()) for t, r in ratios.items()}


def read_drive(n=32):
    img = np.random.rand(n, 12, 12, 1).astype("float32")
    left, right = img[:, :, :6].mean((1, 2)), img[:, :, 6:].mean((1, 2))
    return img, {"steer": right - left, "speed": left, "brake": (left > right).astype("float32")}


for epoch in range(5):
    img, y = read_drive()
    lam = task_weights()
    with tf.GradientTape() as tape:
        outs = dict(zip(TASKS, net(img, training=True)))
        parts = {t: tf.reduce_mean(tf.square(outs[t] - y[t])) for t in TASKS}
        loss = sum(lam[t] * part for t, part in parts.items())
    grads = tape.gradient(loss, net.trainable_variables)
    sgd.apply_gradients(zip(grads, net.trainable_variables))
    for t in TASKS:
        history[t].append(parts[t].numpy().item())
    if math.isnan(float(loss)):
        raise SystemExit("diverged")
    print(epoch, " ".join(f"{t}={history[t][-1]:.3f}*{lam[t]:.2f}" for t in TASKS))
