"""MoCo on tabular rows: query encoder by gradient, key encoder by momentum, negatives from a queue of old keys."""
from collections import deque
import numpy as np
import tensorflow as tf
from tensorflow import keras

DIM, QUEUE, TEMP, M = 8, 4, 0.2, 0.95
keras.utils.set_random_seed(44)


def encoder(name, trainable=True):
    m = keras.Sequential([keras.Input((15,)),
                          keras.layers.Dense(24, activation="relu", name=f"{name}_fc"),
                          keras.layers.Dense(DIM, name=f"{name}_proj"),
                          keras.layers.UnitNormalization(name=f"{name}_unit")], name=name)
    m.trainable = trainable
    return m


query, key = encoder("query"), encoder("key", trainable=False)
for q, k in zip(query.weights, key.weights):
    k.assign(q)
queue = deque(maxlen=QUEUE)


def corrupt(x, rate=0.3):
    other = x[np.random.permutation(len(x))]
    mask = np.random.rand(*x.shape) < rate
    return np.where(mask, other, x).astype("float32")


def info_nce(q, k, negatives):
    positive = tf.reduce_sum(q * k, axis=1, keepdims=True)
    negative = tf.matmul(q, negatives, transpose_b=True)
    logits = tf.concat([positive, negative], axis=1) / TEMP
    return -tf.reduce_mean(tf.nn.log_softmax(logits, axis=1)[:, 0])


opt = keras.optimizers.Adam(1e-3)
rows = np.random.randn(96, 15).astype("float32")
queue.append(key(rows[:16]).numpy())
for step in range(8):
    batch = rows[np.random.choice(96, 16, replace=False)]
    k = key(corrupt(batch)).numpy()                 # keys are constants by design
    with tf.GradientTape() as tape:
        q = query(corrupt(batch), training=True)
        loss = info_nce(q, k, np.concatenate(queue))
    grads = tape.gradient(loss, query.trainable_variables)
    opt.apply_gradients(zip(grads, query.trainable_variables))
    for qw, kw in zip(query.weights, key.weights):
        kw.assign(M * kw + (1 - M) * qw)
    queue.append(k)
    if step % 4 == 3:
        print("step", step, "loss", round(float(loss), 4), "queue", sum(map(len, queue)))
