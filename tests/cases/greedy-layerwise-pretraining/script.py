import numpy as np
import tensorflow as tf

sizes = [8, 6, 4, 2]
enc = [tf.keras.layers.Dense(b, "tanh", name=f"enc{i}") for i, b in enumerate(sizes[1:])]
dec = [tf.keras.layers.Dense(a, name=f"dec{i}") for i, a in enumerate(sizes[:-1])]
for e, d, a, b in zip(enc, dec, sizes[:-1], sizes[1:]):
    e.build((None, a))
    d.build((None, b))
x_all = np.random.rand(64, 8).astype("float32")


def pretrain(level, steps=12):
    opt = tf.keras.optimizers.Adam(1e-2)
    v = enc[level].trainable_variables + dec[level].trainable_variables
    for s in range(steps):
        h = x_all[np.random.choice(64, 16)]
        for e in enc[:level]:
            h = e(h)
        h = tf.stop_gradient(h)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((dec[level](enc[level](h)) - h) ** 2)
        opt.apply_gradients(zip(tape.gradient(loss, v), v))
    print(level, float(loss))


for level in range(3):
    pretrain(level)
