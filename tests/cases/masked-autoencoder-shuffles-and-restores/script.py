"""MAE pretraining on 1-D signals: random patches are dropped, a learned mask token stands in for them."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

PATCHES, PLEN, DIM, KEEP = 12, 8, 16, 4
keras.utils.set_random_seed(15)


def block(name):
    inp = keras.Input((None, DIM))
    n = layers.LayerNormalization(name="ln1")(inp)
    x = layers.Add()([inp, layers.MultiHeadAttention(2, 8, name="att")(n, n)])
    n = layers.LayerNormalization(name="ln2")(x)
    x = layers.Add()([x, layers.Dense(DIM, name="down")(layers.Dense(2 * DIM, activation="gelu", name="up")(n))])
    return keras.Model(inp, x, name=name)


class MAE(keras.Model):
    def __init__(self):
        super().__init__(name="mae")
        self.embed = layers.Dense(DIM, name="embed")
        self.enc, self.dec = block("enc"), block("dec")
        self.to_pixels = layers.Dense(PLEN, name="to_pixels")
        self.mask_token = self.add_weight(name="mask_token", shape=(1, 1, DIM), initializer="random_normal")
        self.positions = self.add_weight(name="positions", shape=(1, PATCHES, DIM), initializer="random_normal")
        self.tracker = keras.metrics.Mean(name="loss")

    def reconstruct(self, patches):
        b = tf.shape(patches)[0]
        shuffle = tf.argsort(tf.random.uniform([b, PATCHES]), axis=1)
        restore = tf.argsort(shuffle, axis=1)
        x = self.embed(patches) + self.positions
        visible = tf.gather(x, shuffle[:, :KEEP], batch_dims=1)
        latent = self.enc(visible)
        filler = tf.tile(self.mask_token, [b, PATCHES - KEEP, 1])
        full = tf.gather(tf.concat([latent, filler], axis=1), restore, batch_dims=1)
        hidden = tf.cast(restore >= KEEP, tf.float32)
        return self.to_pixels(self.dec(full + self.positions)), hidden

    def train_step(self, signals):
        patches = tf.reshape(signals, [-1, PATCHES, PLEN])
        with tf.GradientTape() as tape:
            pred, hidden = self.reconstruct(patches)
            per_patch = tf.reduce_mean(tf.square(pred - patches), axis=-1)
            loss = tf.reduce_sum(per_patch * hidden) / tf.reduce_sum(hidden)
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        self.tracker.update_state(loss)
        return {"loss": self.tracker.result()}


mae = MAE()
mae.compile(optimizer=keras.optimizers.Adam(1e-3))
signals = np.cumsum(np.random.randn(48, PATCHES * PLEN), axis=1).astype("float32") * 0.1
mae.fit(signals, batch_size=16, epochs=2, verbose=2)
