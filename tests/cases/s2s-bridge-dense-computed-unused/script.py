import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.layers import Dense, Embedding, LSTM


class Translator(keras.Model):
    def __init__(self, cfg):
        super().__init__(name="translator")
        self.cfg = cfg
        self.src_embedding = Embedding(cfg["src"], cfg["emb"], mask_zero=True, name="src_embedding")
        self.tgt_embedding = Embedding(cfg["tgt"], cfg["emb"], mask_zero=True, name="tgt_embedding")
        self.encoder = LSTM(cfg["enc"], return_state=True, name="encoder")
        self.bridge_h = Dense(cfg["dec"], activation="tanh", name="bridge_h")
        self.bridge_c = Dense(cfg["dec"], activation="tanh", name="bridge_c")
        self.decoder = LSTM(cfg["dec"], return_sequences=True, name="decoder")
        self.head = Dense(cfg["tgt"], name="head")

    def encode(self, src):
        x = self.src_embedding(src)
        _, h, c = self.encoder(x)
        return self.bridge_h(h), self.bridge_c(c)

    def zero_state(self, batch):
        z = tf.zeros((batch, self.cfg["dec"]))
        return [z, z]

    def call(self, inputs, training=False):
        src, tgt = inputs
        state = self.encode(src)
        state = self.zero_state(tf.shape(tgt)[0])
        seq = self.decoder(self.tgt_embedding(tgt), initial_state=state, training=training)
        return self.head(seq)


def dataset(cfg, n=48):
    def gen():
        rng = tf.random.Generator.from_seed(1)
        for _ in range(n):
            yield (rng.uniform((7,), 1, cfg["src"], tf.int32), rng.uniform((6,), 1, cfg["tgt"], tf.int32))
    ds = tf.data.Dataset.from_generator(
        gen, output_signature=(tf.TensorSpec((7,), tf.int32), tf.TensorSpec((6,), tf.int32)))
    return ds.map(lambda s, t: ((s, t[:-1]), t[1:])).batch(16).prefetch(1)


def main():
    cfg = dict(src=25, tgt=20, emb=8, enc=12, dec=16)
    m = Translator(cfg)
    m.compile(optimizer=keras.optimizers.Adam(5e-3, clipnorm=1.0),
              loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    m.fit(dataset(cfg), epochs=2, verbose=2)


main()
