# VAE with K-way categorical latent. Reconstruction gets better but the codes look random??
import tensorflow as tf

K, D = 6, 16


class DiscreteVAE(tf.keras.Model):
    def __init__(self):
        super().__init__(name="dvae")
        self.enc_h = tf.keras.layers.Dense(24, activation="relu", name="enc_h")
        self.enc_logits = tf.keras.layers.Dense(K, name="enc_logits")
        self.codebook = self.add_weight(shape=(K, 8), initializer="random_normal", name="codebook")
        self.dec_h = tf.keras.layers.Dense(24, activation="relu", name="dec_h")
        self.dec_out = tf.keras.layers.Dense(D, name="dec_out")
        self.usage = tf.keras.metrics.Mean(name="usage")

    def encode(self, x):
        return self.enc_logits(self.enc_h(x))

    def sample_code(self, logits):
        z = tf.random.categorical(logits, num_samples=1)
        return tf.squeeze(z, axis=1)

    def call(self, x):
        logits = self.encode(x)
        z = self.sample_code(logits)
        self.usage.update_state(tf.unique(z)[0].shape[0] or K)
        code = tf.one_hot(z, K) @ self.codebook
        return self.dec_out(self.dec_h(code)), logits


vae = DiscreteVAE()
opt = tf.keras.optimizers.Adam(2e-3)


def train_step(x):
    with tf.GradientTape() as tape:
        recon, logits = vae(x)
        rec_loss = tf.reduce_mean(tf.reduce_sum(tf.square(x - recon), axis=1))
    # uniform prior, KL only monitored for the moment
    q = tf.nn.softmax(logits)
    kl = tf.reduce_mean(tf.reduce_sum(q * (tf.nn.log_softmax(logits) + tf.math.log(float(K))), axis=1))
    grads = tape.gradient(rec_loss, vae.trainable_variables)
    opt.apply_gradients((g, v) for g, v in zip(grads, vae.trainable_variables) if g is not None)
    return float(rec_loss), float(kl)


protos = tf.random.normal([K, D], seed=4)
for epoch in range(3):
    labels = tf.random.uniform([64], maxval=K, dtype=tf.int32)
    batch = tf.gather(protos, labels) + 0.1 * tf.random.normal([64, D])
    print(epoch, "rec %.3f  kl %.3f" % train_step(batch), "codes used", float(vae.usage.result()))
