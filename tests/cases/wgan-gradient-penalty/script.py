import tensorflow as tf
from tensorflow.keras import layers

GP_WEIGHT, N_CRITIC, NOISE = 10.0, 3, 5

critic = tf.keras.Sequential([
    layers.Input((8,)),
    layers.Dense(16),
    layers.LeakyReLU(),
    layers.Dense(1, use_bias=False),
], name="critic")
gen = tf.keras.Sequential([
    layers.Input((NOISE,)),
    layers.Dense(16, activation="relu"),
    layers.Dense(8, activation="tanh"),
], name="gen")


class WGAN:
    def __init__(self, critic, gen):
        self.critic, self.gen = critic, gen
        self.c_opt = tf.keras.optimizers.Adam(2e-4, beta_1=0.5, beta_2=0.9)
        self.g_opt = tf.keras.optimizers.Adam(2e-4, beta_1=0.5, beta_2=0.9)

    def gradient_penalty(self, real, fake):
        alpha = tf.random.uniform([tf.shape(real)[0], 1])
        mixed = real + alpha * (fake - real)
        with tf.GradientTape() as gp_tape:
            gp_tape.watch(mixed)
            score = self.critic(mixed, training=True)
        grads = gp_tape.gradient(score, [mixed])[0]
        norm = tf.sqrt(tf.reduce_sum(tf.square(grads), axis=1) + 1e-12)
        return tf.reduce_mean((norm - 1.0) ** 2)

    @tf.function
    def train_critic(self, real):
        noise = tf.random.normal([tf.shape(real)[0], NOISE])
        with tf.GradientTape() as tape:
            fake = self.gen(noise, training=True)
            cost = tf.reduce_mean(self.critic(fake)) - tf.reduce_mean(self.critic(real))
            loss = cost + GP_WEIGHT * self.gradient_penalty(real, fake)
        g = tape.gradient(loss, self.critic.trainable_variables)
        self.c_opt.apply_gradients(zip(g, self.critic.trainable_variables))
        return loss

    @tf.function
    def train_gen(self, n):
        with tf.GradientTape() as tape:
            loss = -tf.reduce_mean(self.critic(self.gen(tf.random.normal([n, NOISE]), training=True)))
        g = tape.gradient(loss, self.gen.trainable_variables)
        self.g_opt.apply_gradients(zip(g, self.gen.trainable_variables))
        return loss


if __name__ == "__main__":
    wgan = WGAN(critic, gen)
    for it in range(3):
        for _ in range(N_CRITIC):
            c_loss = wgan.train_critic(tf.random.normal([32, 8]))
        g_loss = wgan.train_gen(32)
        print(it, c_loss.numpy(), g_loss.numpy())
