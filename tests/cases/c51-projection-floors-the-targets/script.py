"""Categorical DQN (C51): the projection of the target distribution is full of floor, ceil and integer casts."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

OBS, ACT, ATOMS, VMIN, VMAX, GAMMA = 4, 2, 11, -2.0, 2.0, 0.95
support = tf.linspace(VMIN, VMAX, ATOMS)
delta = (VMAX - VMIN) / (ATOMS - 1)
tf.keras.utils.set_random_seed(51)


def network(name, trainable=True):
    net = tf.keras.Sequential([layers.Input((OBS,)), layers.Dense(20, activation="relu", name="fc"),
                               layers.Dense(ACT * ATOMS, name="atoms"), layers.Reshape((ACT, ATOMS))], name=name)
    net.trainable = trainable
    return net


online, target = network("online"), network("target", trainable=False)
target.set_weights(online.get_weights())
optimizer = tf.keras.optimizers.Adam(1e-3, epsilon=1e-4)


def project(reward, done, probs):
    """probs: [B, ATOMS] of the next state's best action"""
    tz = tf.clip_by_value(reward[:, None] + GAMMA * (1.0 - done[:, None]) * support[None], VMIN, VMAX)
    b = (tz - VMIN) / delta
    low, high = tf.floor(b), tf.math.ceil(b)
    same = tf.cast(tf.equal(low, high), tf.float32)
    lower = tf.one_hot(tf.cast(low, tf.int32), ATOMS) * (probs * (high - b + same))[..., None]
    upper = tf.one_hot(tf.cast(high, tf.int32), ATOMS) * (probs * (b - low))[..., None]
    return tf.reduce_sum(lower + upper, axis=1)


@tf.function
def learn(s, a, r, s2, done):
    next_probs = tf.nn.softmax(target(s2))
    best = tf.argmax(tf.reduce_sum(tf.nn.softmax(online(s2)) * support, axis=-1), axis=1)
    projected = project(r, done, tf.gather(next_probs, best, batch_dims=1))
    with tf.GradientTape() as tape:
        chosen = tf.gather(online(s), a, batch_dims=1)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=projected, logits=chosen))
    grads = tape.gradient(loss, online.trainable_variables)
    optimizer.apply_gradients(zip(grads, online.trainable_variables))
    return loss


for it in range(4):
    s, s2 = np.random.randn(2, 32, OBS).astype("float32")
    a, r = np.random.randint(0, ACT, 32), np.sign(s[:, 0]).astype("float32")
    loss = learn(tf.constant(s), tf.constant(a), tf.constant(r), tf.constant(s2),
                 tf.constant((np.random.rand(32) < 0.1).astype("float32")))
    if it % 2:
        target.set_weights([0.9 * t + 0.1 * o for t, o in zip(target.get_weights(), online.get_weights())])
    print("it", it, "cross entropy", round(float(loss), 4))
