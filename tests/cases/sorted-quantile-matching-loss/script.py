import tensorflow as tf

gen = tf.keras.Sequential([
    tf.keras.Input((3,)),
    tf.keras.layers.Dense(16, activation="relu", name="g1"),
    tf.keras.layers.Dense(2, name="g2"),
], name="gen")
opt = tf.keras.optimizers.Adam(2e-3, beta_1=0.5)


def random_directions(n, dim=2):
    d = tf.random.normal([dim, n])
    return d / tf.norm(d, axis=0, keepdims=True)


def sliced_wasserstein(a, b, n_proj=12):
    directions = random_directions(n_proj)
    pa = tf.sort(tf.matmul(a, directions), axis=0)
    pb = tf.sort(tf.matmul(b, directions), axis=0, direction="ASCENDING")
    top = tf.reduce_max(tf.abs(pa - pb), axis=0)
    median = tf.gather(pa, tf.shape(pa)[0] // 2)
    return tf.reduce_mean((pa - pb) ** 2) + 0.1 * tf.reduce_mean(top) + 0.01 * tf.reduce_mean(median ** 2)


@tf.function
def train_step(real):
    z = tf.random.uniform([tf.shape(real)[0], 3], -1.0, 1.0)
    with tf.GradientTape() as tape:
        loss = sliced_wasserstein(gen(z), real)
    opt.apply_gradients(zip(tape.gradient(loss, gen.trainable_weights), gen.trainable_weights))
    return loss


def two_moons(n):
    t = tf.random.uniform([n], 0.0, 3.14159)
    side = tf.cast(tf.random.uniform([n]) > 0.5, tf.float32)
    return tf.stack([tf.cos(t) + side, tf.sin(t) * (1 - 2 * side)], axis=1)


for i in range(8):
    loss = train_step(two_moons(64))
    if i % 4 == 0:
        print("iteration", i, "SWD", loss.numpy())
