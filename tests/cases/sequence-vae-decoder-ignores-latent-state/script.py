import tensorflow as tf
from tensorflow.keras import layers


class SeqVAE(tf.keras.Model):
    def __init__(self, latent=4, units=12):
        super().__init__(name="seq_vae")
        self.encoder = layers.GRU(units, name="encoder")
        self.mu = layers.Dense(latent, name="mu")
        self.log_sigma = layers.Dense(latent, name="log_sigma")
        self.to_state = layers.Dense(units, activation="tanh", name="to_state")
        self.decoder = layers.GRU(units, return_sequences=True, name="decoder")
        self.out = layers.Dense(3, name="out")

    def call(self, x):
        h = self.encoder(x)
        mu, log_sigma = self.mu(h), self.log_sigma(h)
        z = mu + tf.exp(log_sigma) * tf.random.normal(tf.shape(mu))
        state = self.to_state(z)
        shifted = tf.pad(x[:, :-1], [[0, 0], [1, 0], [0, 0]])
        y = self.decoder(shifted, initial_state=None)
        self.add_loss(0.1 * tf.reduce_mean(tf.square(mu) + tf.exp(2 * log_sigma) - 2 * log_sigma - 1))
        return self.out(y)


m = SeqVAE()
m.compile("adam", "mse")
x = tf.random.normal([40, 7, 3])
m.fit(x, x, batch_size=10, epochs=1)
