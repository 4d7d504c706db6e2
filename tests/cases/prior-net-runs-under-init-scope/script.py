"""Conditional VAE with a learned prior, small version for the unit room."""
import numpy as np
import tensorflow as tf

LATENT = 3
layers = tf.keras.layers


class CVAE(tf.keras.Model):
    def __init__(self, n_classes, width):
        super().__init__(name="cvae")
        self.n_classes = n_classes
        self.recogniser = layers.Dense(2 * LATENT, name="recogniser")
        self.prior_net = layers.Dense(2 * LATENT, name="prior_net")
        self.generator = layers.Dense(width, name="generator")

    def class_priors(self):
        # the same table for every batch, so compute it only once and not in each graph
        with tf.init_scope():
            table = self.prior_net(tf.eye(self.n_classes))
        return tf.split(table, 2, axis=-1)

    def elbo(self, x, labels):
        onehot = tf.one_hot(labels, self.n_classes)
        mu, logvar = tf.split(self.recogniser(tf.concat([x, onehot], -1)), 2, -1)
        z = mu + tf.exp(0.5 * logvar) * tf.random.normal(tf.shape(mu))
        recon = self.generator(tf.concat([z, onehot], -1))
        prior_mu, prior_logvar = (tf.gather(t, labels) for t in self.class_priors())
        kl = 0.5 * tf.reduce_sum(
            prior_logvar - logvar - 1.0
            + (tf.exp(logvar) + (mu - prior_mu) ** 2) / tf.exp(prior_logvar), axis=-1)
        return tf.reduce_mean(tf.reduce_sum((recon - x) ** 2, -1) + kl)


def toy_batches(steps, batch=32, width=8, classes=4):
    rng = np.random.default_rng(2)
    centres = rng.normal(size=(classes, width)).astype("float32")
    for _ in range(steps):
        lab = rng.integers(classes, size=batch)
        yield centres[lab] + 0.3 * rng.normal(size=(batch, width)).astype("float32"), lab.astype("int32")


model = CVAE(n_classes=4, width=8)
optimizer = tf.keras.optimizers.Adam(2e-3)

for step, (x, lab) in enumerate(toy_batches(6)):
    with tf.GradientTape() as tape:
        elbo_loss = model.elbo(tf.constant(x), tf.constant(lab))
    grads = tape.gradient(elbo_loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    print(step, float(elbo_loss))
