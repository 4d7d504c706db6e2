import tensorflow as tf
from tensorflow.keras import layers

TAU, DELAY = 0.01, 2


def make_actor(name):
    return tf.keras.Sequential([layers.Input((3,)), layers.Dense(16, activation="relu", name="a1"), layers.Dense(1, activation="tanh", name="a2")], name=name)


def make_critic(name):
    return tf.keras.Sequential([layers.Input((4,)), layers.Dense(16, activation="relu", name="c1"), layers.Dense(1, name="c2")], name=name)


actor, critic = make_actor("actor"), make_critic("critic")
target_actor, target_critic = make_actor("target_actor"), make_critic("target_critic")
target_actor.set_weights(actor.get_weights())
target_critic.set_weights(critic.get_weights())
actor_opt, critic_opt = tf.keras.optimizers.Adam(1e-4), tf.keras.optimizers.Adam(1e-3)


@tf.function
def update_critic(s, a, r, s2):
    a2 = target_actor(s2) + tf.clip_by_value(tf.random.normal(tf.shape(a), stddev=0.2), -0.5, 0.5)
    y = r + 0.99 * target_critic(tf.concat([s2, a2], 1))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((critic(tf.concat([s, a], 1)) - y) ** 2)
    critic_opt.apply_gradients(zip(tape.gradient(loss, critic.trainable_variables), critic.trainable_variables))
    return loss


@tf.function
def update_actor(s):
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(critic(tf.concat([s, actor(s)], 1)))
    actor_opt.apply_gradients(zip(tape.gradient(loss, actor.trainable_variables), actor.trainable_variables))
    return loss


def soft_update(target, source):
    for t, w in zip(target.trainable_variables, source.trainable_variables):
        t.assign((1 - TAU) * t + TAU * w)


for step in range(1, 7):
    s, s2 = tf.random.normal([32, 3]), tf.random.normal([32, 3])
    a = tf.random.uniform([32, 1], -1, 1)
    c = update_critic(s, a, tf.reduce_sum(s, 1, keepdims=True), s2)
    if step % DELAY == 0:
        l = update_actor(s)
        soft_update(target_actor, actor)
        soft_update(target_critic, critic)
        print(step, float(c), float(l))
