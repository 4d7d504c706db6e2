import tensorflow as tf


def make(name):
    return tf.keras.Sequential([tf.keras.Input([3]), tf.keras.layers.Dense(4), tf.keras.layers.Dense(1)], name=name)


critic, target = make("critic"), make("target")
target.set_weights(critic.get_weights())
optimizer = tf.keras.optimizers.Adam(0.01)


@tf.function
def learn(x, later, reward):
    with tf.GradientTape() as tape:
        wanted = reward + 0.9 * target(later)
        loss = tf.reduce_mean((wanted - critic(x)) ** 2)
    gradients = tape.gradient(loss, critic.trainable_variables)
    optimizer.apply_gradients(zip(gradients, critic.trainable_variables))


@tf.function
def follow():
    for old, new in zip(target.variables, critic.variables):
        old.assign(0.9 * old + 0.1 * new)


for _ in range(3):
    learn(tf.random.normal([8, 3]), tf.random.normal([8, 3]), tf.random.normal([8, 1]))
    follow()
