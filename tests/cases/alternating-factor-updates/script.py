import numpy as np
import tensorflow as tf

rng = np.random.default_rng(8)
R = tf.constant(rng.integers(1, 6, size=(15, 12)).astype("float32"))
U = tf.Variable(rng.normal(size=(15, 3)).astype("float32"), name="U")
V = tf.Variable(rng.normal(size=(12, 3)).astype("float32"), name="V")


def objective():
    return tf.reduce_mean((tf.matmul(U, V, transpose_b=True) - R) ** 2) + 0.01 * (tf.nn.l2_loss(U) + tf.nn.l2_loss(V))


def descend(variable, steps, lr=0.05):
    for _ in range(steps):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(variable)
            loss = objective()
        variable.assign_sub(lr * tape.gradient(loss, variable))
    return float(loss)


for sweep in range(2):
    a = descend(U, 3)
    b = descend(V, 3)
    print(f"sweep {sweep}: {a:.3f} -> {b:.3f}")
