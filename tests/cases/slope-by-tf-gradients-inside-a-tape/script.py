"""The slope of a small network by tf.gradients within the tape of a compiled step, as in physics-informed networks."""
import numpy as np
import tensorflow as tf
w = tf.Variable([[0.5]], name="w")
opt = tf.keras.optimizers.SGD(0.1)
x = tf.constant(np.random.rand(16, 1).astype("f"))
@tf.function
def step(x):
    with tf.GradientTape() as tape:
        u = tf.tanh(x @ w)
        du = tf.gradients(u, x)[0]
        loss = tf.reduce_mean((du - tf.cos(x)) ** 2)
    grads = tape.gradient(loss, [w])
    opt.apply_gradients(zip(grads, [w]))
    return loss
for _ in range(3):
    print(float(step(x)))
