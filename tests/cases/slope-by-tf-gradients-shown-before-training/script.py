"""A loss with tf.gradients inside, shown once before the training begins."""
import numpy as np
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="tanh"), tf.keras.layers.Dense(1)])
net.build((None, 1))
scale = tf.Variable([1.0], name="scale")
variables = net.trainable_variables + [scale]
opt = tf.keras.optimizers.Adam()
x = tf.constant(np.random.rand(16, 1).astype("f"))


@tf.function
def losses(x):
    u = net(x) * scale * x
    du = tf.gradients(u, x)[0]
    return tf.reduce_mean((du - tf.cos(x)) ** 2)


@tf.function
def step(x):
    with tf.GradientTape() as tape:
        loss = losses(x)
    grads = tape.gradient(loss, variables)
    opt.apply_gradients(zip(grads, variables))
    return loss


print("before training", float(losses(x)))
for _ in range(3):
    print(float(step(x)))
