import tensorflow as tf

tf.random.set_seed(1)
CLIP, N_CRITIC = 0.05, 5
generator = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(16, activation="relu", name="gh"), tf.keras.layers.Dense(2, name="go")], name="generator")
critic = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(16, activation="relu", name="ch"), tf.keras.layers.Dense(1, use_bias=False, name="co")], name="critic")
g_opt = tf.keras.optimizers.RMSprop(5e-5)
c_opt = tf.keras.optimizers.RMSprop(5e-5)


def sample(n):
    return tf.random.normal((n, 2)) * 0.2 + [1.0, -1.0]


for iteration in range(2):
    for _ in range(N_CRITIC):
        real, noise = sample(32), tf.random.normal((32, 2))
        with tf.GradientTape() as tape:
            c_loss = tf.reduce_mean(critic(generator(noise))) - tf.reduce_mean(critic(real))
        grads = tape.gradient(c_loss, critic.trainable_variables)
        c_opt.apply_gradients(zip(grads, critic.trainable_variables))
        for w in critic.trainable_variables:
            w.assign(tf.clip_by_value(w, -CLIP, CLIP))

    noise = tf.random.normal((32, 2))
    with tf.GradientTape() as tape:
        g_loss = -tf.reduce_mean(critic(generator(noise)))
    grads = tape.gradient(g_loss, generator.trainable_variables)
    g_opt.apply_gradients(zip(grads, generator.trainable_variables))
    print(iteration, c_loss.numpy(), g_loss.numpy())
