"""Curiosity module: a forward model and an inverse model of a toy environment."""
import tensorflow as tf
from tensorflow.keras import Input, Sequential, layers

inverse = Sequential([Input((8,)), layers.Dense(10, activation="relu", name="i1"), layers.Dense(2, name="i2")], name="inverse")
forward = Sequential([Input((6,)), layers.Dense(10, activation="relu", name="f1"), layers.Dense(4, name="f2")], name="forward")
inv_opt, fwd_opt = tf.keras.optimizers.Adam(1e-3), tf.keras.optimizers.Adam(1e-3)
inv_opt.build(inverse.trainable_variables)
xent = tf.keras.losses.CategoricalCrossentropy(from_logits=True)


def env_step(n):
    s = tf.random.normal((n, 4))
    a = tf.one_hot(tf.random.uniform((n,), maxval=2, dtype=tf.int32), 2)
    return s, a, s + 0.1 * tf.pad(a, [[0, 0], [1, 1]])


def train_step(s, a, s2):
    with tf.GradientTape() as inv_tape:
        a_logits = inverse(tf.concat([s, s2], axis=1))

    with tf.GradientTape() as fwd_tape:
        s2_hat = forward(tf.concat([s, a], axis=1))
        inv_loss = xent(a, a_logits)
        fwd_loss = tf.reduce_mean(tf.square(s2_hat - s2))

    inv_grads = inv_tape.gradient(inv_loss, inverse.trainable_variables)
    fwd_grads = fwd_tape.gradient(fwd_loss, forward.trainable_variables)
    inv_opt.apply_gradients([(g, v) for g, v in zip(inv_grads, inverse.trainable_variables) if g is not None] or
                            [(tf.zeros_like(v), v) for v in inverse.trainable_variables])
    fwd_opt.apply_gradients(zip(fwd_grads, forward.trainable_variables))
    return inv_loss, fwd_loss


for i in range(3):
    i_loss, f_loss = train_step(*env_step(16))
    print(i, float(i_loss), float(f_loss))
