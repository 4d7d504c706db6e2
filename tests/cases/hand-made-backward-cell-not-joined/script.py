# two directions by hand; the backward one is never joined
import numpy as np
import tensorflow as tf

T, F, U, B = 6, 4, 16, 8
fwd = tf.keras.layers.GRUCell(U)
bwd = tf.keras.layers.GRUCell(U)
proj = tf.keras.layers.Dense(1)
opt = tf.keras.optimizers.Adam(1e-3)


def run(cell, x, steps):
    h = tf.zeros([B, U])
    for t in steps:
        h, _ = cell(x[:, t], [h])
    return h


for step in range(3):
    x = np.random.rand(B, T, F).astype("float32"); y = np.random.rand(B, 1).astype("float32")
    with tf.GradientTape() as tape:
        hb = run(bwd, x, reversed(range(T)))
        hf = run(fwd, x, range(T))
        loss = tf.reduce_mean((proj(hf) - y) ** 2)
    vs = fwd.trainable_variables + bwd.trainable_variables + proj.trainable_variables
    grads = tape.gradient(loss, vs)
    opt.apply_gradients([(g, v) for g, v in zip(grads, vs) if g is not None])
    print(step, float(loss))
