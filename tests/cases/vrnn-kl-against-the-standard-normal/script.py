"""Variational RNN (Chung et al. 2015).  The cell packs everything the loss needs into its output."""
import tensorflow as tf
from tensorflow.keras import layers as L

X_DIM, Z_DIM, H_DIM, FEAT = 5, 3, 12, 10
SIZES = {"prior_mu": Z_DIM, "prior_lv": Z_DIM, "enc_mu": Z_DIM, "enc_lv": Z_DIM, "dec_mu": X_DIM, "dec_lv": X_DIM}


class VRNNCell(L.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.rnn = L.GRUCell(H_DIM, name="recurrence")
        self.phi_x = L.Dense(FEAT, "relu", name="phi_x")
        self.phi_z = L.Dense(FEAT, "relu", name="phi_z")
        self.prior = L.Dense(2 * Z_DIM, name="prior")
        self.enc = L.Dense(2 * Z_DIM, name="enc")
        self.dec = L.Dense(2 * X_DIM, name="dec")
        self.state_size = H_DIM
        self.output_size = sum(SIZES.values())

    def build(self, shape):
        self.phi_x.build((None, X_DIM))
        self.phi_z.build((None, Z_DIM))
        self.prior.build((None, H_DIM))
        self.enc.build((None, H_DIM + FEAT))
        self.dec.build((None, H_DIM + FEAT))
        self.rnn.build((None, 2 * FEAT))

    def call(self, x, states):
        h = states[0]
        fx = self.phi_x(x)
        prior = self.prior(h)
        enc = self.enc(tf.concat([fx, h], -1))
        mu, lv = tf.split(enc, 2, -1)
        z = mu + tf.exp(0.5 * lv) * tf.random.normal(tf.shape(mu))
        fz = self.phi_z(z)
        dec = self.dec(tf.concat([fz, h], -1))
        _, new = self.rnn(tf.concat([fx, fz], -1), [h])
        return tf.concat([prior, enc, dec], -1), new


def kl_gauss(mu, lv, mu_p=0.0, lv_p=0.0):
    return 0.5 * tf.reduce_sum(lv_p - lv + (tf.exp(lv) + tf.square(mu - mu_p)) / tf.exp(lv_p) - 1.0, -1)


def nll_gauss(x, mu, lv):
    return 0.5 * tf.reduce_sum(lv + tf.square(x - mu) / tf.exp(lv), -1)


class VRNN(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.rnn = L.RNN(VRNNCell(name="vrnn_cell"), return_sequences=True, name="vrnn")
        self.trackers = {k: tf.keras.metrics.Mean(name=k) for k in ("loss", "kl", "nll")}

    @property
    def metrics(self):
        return list(self.trackers.values())

    def call(self, x):
        return self.rnn(x)

    def train_step(self, x):
        with tf.GradientTape() as tape:
            packed = self(x, training=True)
            _, _, enc_mu, enc_lv, dec_mu, dec_lv = tf.split(packed, list(SIZES.values()), axis=-1)
            kl = tf.reduce_mean(tf.reduce_sum(kl_gauss(enc_mu, enc_lv), 1))
            nll = tf.reduce_mean(tf.reduce_sum(nll_gauss(x, dec_mu, dec_lv), 1))
            loss = kl + nll
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        for k, v in (("loss", loss), ("kl", kl), ("nll", nll)):
            self.trackers[k].update_state(v)
        return {m.name: m.result() for m in self.metrics}


t = tf.range(10, dtype=tf.float32)[None, :, None]
signal = tf.sin(t * tf.random.uniform([48, 1, X_DIM], 0.3, 1.2)) + 0.05 * tf.random.normal([48, 10, X_DIM])
vrnn = VRNN()
vrnn.compile(optimizer=tf.keras.optimizers.Adam(2e-3, global_clipnorm=5.0))
vrnn.fit(tf.data.Dataset.from_tensor_slices(signal).batch(16), epochs=2, verbose=2)
