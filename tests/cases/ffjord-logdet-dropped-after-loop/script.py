"""FFJORD-like flow with an Euler loop. Exact trace in 2-D; a learned 'temperature net' scales the divergence term."""
import numpy as np
import tensorflow as tf

STEPS, H = 6, 16
dt = 1.0 / STEPS

vel_1 = tf.keras.layers.Dense(H, activation="softplus", name="vel_1")
vel_2 = tf.keras.layers.Dense(2, name="vel_2")
temp_1 = tf.keras.layers.Dense(8, activation="tanh", name="temp_1")
temp_2 = tf.keras.layers.Dense(1, activation="softplus", name="temp_2")
for layer, width in ((vel_1, 3), (vel_2, H), (temp_1, 3), (temp_2, 8)):
    layer.build((None, width))
optimizer = tf.keras.optimizers.Adam(1e-3)


def with_time(x, t):
    return tf.concat([x, tf.fill([tf.shape(x)[0], 1], t)], axis=1)


def velocity(x, t):
    return vel_2(vel_1(with_time(x, t)))


def trace(x, t, eps=1e-2):
    """finite differences are enough for a demo"""
    out = 0.0
    for d in range(2):
        e = tf.one_hot(d, 2)[None] * eps
        out += (velocity(x + e, t) - velocity(x - e, t))[:, d] / (2 * eps)
    return out


def flow(x):
    def body(k, x, logdet):
        t = tf.cast(k, tf.float32) * dt
        div = trace(x, t) * temp_2(temp_1(with_time(x, t)))[:, 0]
        return k + 1, x + dt * velocity(x, t), logdet - dt * div

    logdet = tf.zeros([tf.shape(x)[0]])
    return tf.while_loop(lambda k, *_: k < STEPS, body, (0, x, logdet))


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        _, z, _ = flow(x)
        log_p = -0.5 * tf.reduce_sum(z ** 2, axis=1) - np.log(2 * np.pi)
        loss = -tf.reduce_mean(log_p)
    params = [v for l in (vel_1, vel_2, temp_1, temp_2) for v in l.trainable_variables]
    grads = tape.gradient(loss, params)
    grads = [tf.clip_by_value(g, -1.0, 1.0) for g in grads]
    optimizer.apply_gradients(zip(grads, params))
    return loss


for i in range(4):
    radius = 2 + 0.1 * np.random.randn(64, 1)
    ang = np.random.uniform(0, 2 * np.pi, (64, 1))
    ring = np.concatenate([radius * np.cos(ang), radius * np.sin(ang)], 1).astype("float32")
    print("step", i, "loss", train_step(tf.constant(ring)).numpy())
