import numpy as np
import tensorflow as tf

ATOMS = 4
rng = np.random.default_rng(1)


def lennard_jones(p):
    d = p[:, :, None] - p[:, None, :] + 10.0 * np.eye(ATOMS)[None]
    return (1.0 / (1.0 + d ** 2)).sum(axis=(1, 2))


def numeric_forces(p, h=1e-3):
    out = np.zeros_like(p)
    for i in range(ATOMS):
        q, r = p.copy(), p.copy()
        q[:, i] += h
        r[:, i] -= h
        out[:, i] = -(lennard_jones(q) - lennard_jones(r)) / (2 * h)
    return out


class Potential(tf.keras.Model):
    def __init__(self, width=16):
        super().__init__(name="potential")
        self.pair_1 = tf.keras.layers.Dense(width, activation="tanh", name="pair_1")
        self.pair_2 = tf.keras.layers.Dense(1, use_bias=False, name="pair_2")

    def call(self, p):
        d = (p[:, :, None] - p[:, None, :])[..., None]
        return tf.reduce_sum(self.pair_2(self.pair_1(d ** 2)), axis=(1, 2, 3))


model = Potential()
opt = tf.keras.optimizers.Adam(5e-3)


def fit(steps):
    for i in range(steps):
        raw = rng.normal(size=(12, ATOMS))
        positions = tf.constant(raw, tf.float32)
        f_true = tf.constant(numeric_forces(raw), tf.float32)
        e_true = tf.constant(lennard_jones(raw), tf.float32)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(positions)
            energy = model(positions)
        pull = -tape.gradient(energy, positions)
        loss = tf.reduce_mean((pull - f_true) ** 2)
        grads = tape.gradient(loss, model.trainable_variables)
        del tape
        opt.apply_gradients(zip(grads, model.trainable_variables))
        print(i, float(loss), float(tf.reduce_mean(e_true)))


fit(3)
