"""Particle systems: forces and energies per configuration through tf.vectorized_map."""
import numpy as np
import tensorflow as tf

N, HID, LR = 5, 10, 0.02
init = tf.random_normal_initializer(stddev=0.4, seed=5)
force = {"w1": tf.Variable(init([4, HID]), name="force_w1"), "w2": tf.Variable(init([HID, 2]), name="force_w2")}
energy = {"w1": tf.Variable(init([4, HID]), name="energy_w1"), "w2": tf.Variable(init([HID, 1]), name="energy_w2")}
weights = list(force.values()) + list(energy.values())


def pairs(pos):
    """[N, 2] -> [N, N, 4]: sender and receiver coordinates"""
    a = tf.tile(pos[:, None], [1, N, 1])
    b = tf.tile(pos[None], [N, 1, 1])
    return tf.concat([a, b], axis=-1)


def single_system(pos):
    edges = pairs(pos)
    off_diagonal = (1.0 - tf.eye(N))[..., None]
    f = tf.tensordot(tf.nn.silu(tf.tensordot(edges, force["w1"], 1)), force["w2"], 1)
    e = tf.tensordot(tf.nn.silu(tf.tensordot(edges, energy["w1"], 1)), energy["w2"], 1)
    return tf.reduce_sum(f * off_diagonal, axis=1), 0.5 * tf.reduce_sum(e * off_diagonal)


@tf.function
def simulate(batch):
    return tf.vectorized_map(single_system, batch)


def sample(n):
    pos = np.random.normal(size=(n, N, 2)).astype("float32")
    delta = pos[:, None] - pos[:, :, None]
    d2 = (delta ** 2).sum(-1, keepdims=True) + 1.0
    return pos, (-delta / d2).sum(1), (0.5 * np.log(d2).sum((1, 2, 3)))


np.random.seed(2)
for it in range(5):
    pos, true_force, true_energy = sample(16)
    with tf.GradientTape() as tape:
        pred_force, _ = simulate(tf.constant(pos))
        loss = tf.reduce_mean(tf.square(pred_force - true_force))
    for w, g in zip(weights, tape.gradient(loss, weights)):
        w.assign_sub(LR * g)
    print("it", it, "force mse", float(loss), "true energy", true_energy.mean().round(3))
