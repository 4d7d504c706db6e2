import tensorflow as tf

KL_WEIGHT = 0.0        # warm up later


class VAE(tf.keras.Model):
    def __init__(self, dim=8, z=3):
        super().__init__(name="vae")
        self.enc = tf.keras.layers.Dense(16, activation="relu", name="enc")
        self.mean = tf.keras.layers.Dense(z, name="mean")
        self.log_var = tf.keras.layers.Dense(z, name="log_var")
        self.dec = tf.keras.layers.Dense(dim, name="dec")

    def call(self, x):
        h = self.enc(x)
        mean, log_var = self.mean(h), self.log_var(h)
        # z = mean + tf.exp(log_var / 2) * tf.random.normal(tf.shape(mean))
        z = mean
        return self.dec(z), mean, log_var


vae = VAE()
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        rec, mean, log_var = vae(x, training=True)
        rec_loss = tf.reduce_mean(tf.reduce_sum((rec - x) ** 2, axis=-1))
        kl = -0.5 * tf.reduce_mean(1 + log_var - mean ** 2 - tf.exp(log_var))
        loss = rec_loss + KL_WEIGHT * kl
    grads = tape.gradient(loss, vae.trainable_variables)
    opt.apply_gradients(zip(grads, vae.trainable_variables))
    return loss


data = tf.random.normal([64, 8])
for epoch in range(3):
    for batch in tf.data.Dataset.from_tensor_slices(data).batch(16):
        loss = train_step(batch)
    print("epoch", epoch, "loss", float(loss))
