import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class Translator(tf.keras.Model):
    def __init__(self, units=12):
        super().__init__(name="translator")
        self.enc1 = layers.GRU(units, return_sequences=True, return_state=True, name="enc1")
        self.enc2 = layers.GRU(units, return_state=True, name="enc2")
        self.dec1 = layers.GRU(units, return_sequences=True, name="dec1")
        self.dec2 = layers.GRU(units, return_sequences=True, name="dec2")
        self.out = layers.Dense(3, name="out")

    def call(self, inputs, training=False):
        src, tgt = inputs
        seq, s1 = self.enc1(src)
        _, s2 = self.enc2(seq)
        y = self.dec1(tgt, initial_state=s1)
        y = self.dec2(y, initial_state=s1)
        return self.out(y)


class Batches(tf.keras.utils.PyDataset):
    def __len__(self):
        return 3

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        src = rng.normal(size=(8, 6, 4)).astype("float32")
        tgt = rng.normal(size=(8, 5, 3)).astype("float32")
        return (src, tgt[:, :-1]), tgt[:, 1:]


if __name__ == "__main__":
    model = Translator()
    model.compile(optimizer="rmsprop", loss="mae")
    model.fit(Batches(), epochs=2)
