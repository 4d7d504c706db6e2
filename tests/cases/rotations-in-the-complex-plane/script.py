import numpy as np
import tensorflow as tf

N, D = 12, 5
ent_re = tf.Variable(tf.random.normal([N, D]), name="ent_re")
ent_im = tf.Variable(tf.random.normal([N, D]), name="ent_im")
phase = tf.Variable(tf.random.uniform([4, D], -3.0, 3.0), name="phase")
optimizer = tf.keras.optimizers.Adagrad(0.05)


def score(h, r, t):
    entity = tf.complex(ent_re, ent_im)
    turn = tf.exp(tf.complex(tf.zeros_like(phase), phase))
    moved = tf.gather(entity, h) * tf.gather(turn, r)
    return tf.reduce_sum(tf.math.real(moved * tf.math.conj(tf.gather(entity, t))), -1)


@tf.function
def step(h, r, t, bad):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.relu(1.0 - score(h, r, t) + score(h, r, bad)))
    variables = [ent_re, ent_im, phase]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


rng = np.random.default_rng(0)
for _ in range(3):
    h, t, bad = (rng.integers(0, N, 16) for _ in range(3))
    print(float(step(h, rng.integers(0, 4, 16), t, bad)))
