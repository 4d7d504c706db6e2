# u'' + u = 0 on [0, pi], u(0) = 0, u'(0) = 1
import math
import tensorflow as tf

net = tf.keras.Sequential([
    tf.keras.Input((1,)),
    tf.keras.layers.Dense(16, activation="tanh"),
    tf.keras.layers.Dense(16, activation="tanh"),
    tf.keras.layers.Dense(1),
])
optimizer = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.ExponentialDecay(1e-2, 100, 0.9))


def derivatives(t):
    with tf.GradientTape() as second:
        second.watch(t)
        with tf.GradientTape() as first:
            first.watch(t)
            u = net(t)
        du = first.gradient(u, t)
    return u, du, second.gradient(du, t)


@tf.function
def step():
    t = tf.random.uniform([32, 1], 0.0, math.pi)
    t0 = tf.zeros([1, 1])
    with tf.GradientTape() as tape:
        u, _, ddu = derivatives(t)
        u0, du0, _ = derivatives(t0)
        loss = tf.reduce_mean((ddu + u) ** 2) + tf.reduce_sum(u0 ** 2) + tf.reduce_sum((du0 - 1.0) ** 2)
    grads = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(grads, net.trainable_variables))
    return loss


for i in range(4):
    print(i, float(step()))
