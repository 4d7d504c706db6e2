# VAE on small melodies (piano roll). Sampling directly from N(mu, sigma) with the random op.
import numpy as np
import tensorflow as tf

STEPS, PITCHES, LATENT = 12, 8, 4


def encoder():
    roll = tf.keras.Input((STEPS, PITCHES))
    h = tf.keras.layers.Bidirectional(tf.keras.layers.SimpleRNN(10, activation="tanh"), name="read")(roll)
    mu = tf.keras.layers.Dense(LATENT, name="mu")(h)
    sigma = tf.keras.layers.Dense(LATENT, activation="softplus", name="sigma")(h)
    return tf.keras.Model(roll, [mu, sigma], name="encoder")


def decoder():
    z = tf.keras.Input((LATENT,))
    h = tf.keras.layers.RepeatVector(STEPS)(z)
    h = tf.keras.layers.GRU(10, return_sequences=True, name="write")(h)
    out = tf.keras.layers.TimeDistributed(tf.keras.layers.Dense(PITCHES), name="notes")(h)
    return tf.keras.Model(z, out, name="decoder")


class MelodyVAE(tf.keras.Model):
    def __init__(self, beta=0.2):
        super().__init__(name="melody_vae")
        self.enc, self.dec, self.beta = encoder(), decoder(), beta

    def sample(self, mu, sigma):
        return tf.random.normal(tf.shape(mu), mean=mu, stddev=sigma + 1e-4)

    def call(self, roll):
        mu, sigma = self.enc(roll)
        return self.dec(self.sample(mu, sigma))

    def train_step(self, roll):
        with tf.GradientTape() as tape:
            mu, sigma = self.enc(roll, training=True)
            logits = self.dec(self.sample(mu, sigma), training=True)
            nll = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(roll, logits), axis=[1, 2])
            # closed form is sigma-only on purpose: free mean, only the spread is regularised
            kl = tf.reduce_sum(0.5 * tf.square(sigma) - tf.math.log(sigma + 1e-4), axis=-1)
            loss = tf.reduce_mean(nll + self.beta * kl)
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        return {"loss": loss, "kl": tf.reduce_mean(kl)}


rolls = (np.random.rand(60, STEPS, PITCHES) < 0.2).astype("float32")
vae = MelodyVAE()
vae.compile(optimizer=tf.keras.optimizers.Adamax(2e-3))
vae.fit(tf.data.Dataset.from_tensor_slices(rolls).batch(20), epochs=2, verbose=2)
