import tensorflow as tf
from tensorflow.keras import layers


def encoder(name):
    return tf.keras.Sequential([layers.Input((12,)), layers.Dense(16, activation="relu", name="proj1"), layers.Dense(6, name="proj2")], name=name)


online, target = encoder("online"), encoder("target")
predictor = tf.keras.Sequential([layers.Input((6,)), layers.Dense(6, name="p")], name="predictor")
optimizer = tf.keras.optimizers.Adam(3e-4)
for t, o in zip(target.weights, online.weights):
    t.assign(o)


def cosine_loss(p, z):
    return 2 - 2 * tf.reduce_mean(tf.reduce_sum(tf.nn.l2_normalize(p, 1) * tf.nn.l2_normalize(z, 1), axis=1))


@tf.function
def train_step(x):
    a = x + 0.2 * tf.random.normal(tf.shape(x))
    b = x * tf.cast(tf.random.uniform(tf.shape(x)) > 0.2, tf.float32)
    with tf.GradientTape() as tape:
        za, zb = target(a), target(b)
        pa, pb = predictor(online(a)), predictor(online(b))
        loss = cosine_loss(pa, tf.stop_gradient(zb)) + cosine_loss(pb, tf.stop_gradient(za))
    weights = online.trainable_variables + predictor.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    for t, o in zip(target.weights, online.weights):
        t.assign(0.99 * t + 0.01 * o)
    return loss


for i in range(4):
    tf.print(i, train_step(tf.random.normal([32, 12])))
