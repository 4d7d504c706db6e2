import tensorflow as tf

actor = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="act")], name="actor")
critic = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="value")], name="critic")
actor_optimizer = tf.keras.optimizers.Adam(0.01)
critic_optimizer = tf.keras.optimizers.Adam(0.01)


@tf.function
def train_step(x, reward):
    with tf.GradientTape(persistent=True) as tape:
        value = critic(x)
        sign = tf.where(reward > value, 1.0, -1.0)
        actor_loss = -tf.reduce_mean(sign * actor(x))
        error = tf.reduce_mean((value - reward) ** 2)
        critic_loss = tf.reduce_mean((tf.reduce_mean(reward) - reward) ** 2)
    for loss, net, optimizer in ((actor_loss, actor, actor_optimizer), (critic_loss, critic, critic_optimizer)):
        grads = tape.gradient(loss, net.trainable_variables)
        pairs = [(g, v) for g, v in zip(grads, net.trainable_variables) if g is not None]
        if pairs:
            optimizer.apply_gradients(pairs)
    return error


for _ in range(3):
    x = tf.random.normal([8, 4])
    print(float(train_step(x, x[:, :1])))
