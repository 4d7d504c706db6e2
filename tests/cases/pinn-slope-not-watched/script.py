"""Burgers' equation: the network's slopes come from a tape of their own."""
import tensorflow as tf

net = tf.keras.Sequential([
    tf.keras.Input((2,)),
    tf.keras.layers.Dense(12, activation="tanh"),
    tf.keras.layers.Dense(1),
], name="u")
viscosity = tf.Variable(0.1, name="viscosity")
optimizer = tf.keras.optimizers.Adam(1e-3)
t = tf.random.uniform([32, 1])
x = tf.random.uniform([32, 1], -1.0, 1.0)


def residual(t, x):
    with tf.GradientTape() as curved:
        curved.watch(x)
        with tf.GradientTape(persistent=True) as slopes:
            slopes.watch(x)
            u = net(tf.concat([t, x], axis=1))
        du_dx = slopes.gradient(u, x)
        du_dt = slopes.gradient(u, t)
    bend = curved.gradient(du_dx, x)
    return du_dt + u * du_dx - viscosity * bend


@tf.function
def train_step(t, x):
    with tf.GradientTape() as tape:
        start = net(tf.concat([tf.zeros_like(x), x], axis=1))
        loss = tf.reduce_mean(residual(t, x) ** 2) + tf.reduce_mean((start - tf.sin(x)) ** 2)
    weights = [*net.trainable_variables, viscosity]
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


for step in range(3):
    print(float(train_step(t, x)))
