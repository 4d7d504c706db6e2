"""Discrete autoencoder. Modules: codebook.py (the codes), graph.py (the nets), trace.py (logging), report.py (tables)."""
import tensorflow as tf

from codebook import SoftCodes
from graph import make_decoder, make_encoder
from report import table
from trace import Trace

BATCH, DIM, K = 16, 12, 6


class SoftVQ(tf.keras.Model):
    def __init__(self):
        super().__init__(name="softvq")
        self.encoder = make_encoder(K)
        self.codes = SoftCodes(K, 5, name="codes")
        self.decoder = make_decoder(DIM)
        self.trace = Trace("recon", "usage")

    def call(self, x, tau=1.0):
        return self.decoder(self.codes(self.encoder(x) / tau))

    def learn(self, x, optimizer, tau):
        with tf.GradientTape() as tape:
            recon = tf.reduce_mean(tf.square(self(x, tau=tau) - x))
            usage = self.codes.usage_penalty(self.encoder(x))
            loss = recon + 0.1 * usage
        grads = tape.gradient(loss, self.trainable_variables)
        optimizer.apply_gradients(zip(grads, self.trainable_variables))
        self.trace(recon=recon, usage=usage)


def main():
    model, optimizer = SoftVQ(), tf.keras.optimizers.Adam(5e-3)
    for i in range(5):
        model.learn(tf.random.normal([BATCH, DIM]), optimizer, tau=max(0.5, 1.0 - 0.1 * i))
    print(table(model.trace.rows))


if __name__ == "__main__":
    main()
