"""Grapheme to phoneme conversion, LSTM encoder-decoder with a learned bridge."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

CFG = dict(graphemes=20, phonemes=24, emb=8, units=16, batch=16, epochs=2)


class G2P(tf.keras.Model):
    def __init__(self, cfg):
        super().__init__(name="g2p")
        self.g_emb = layers.Embedding(cfg["graphemes"], cfg["emb"], name="g_emb")
        self.p_emb = layers.Embedding(cfg["phonemes"], cfg["emb"], name="p_emb")
        self.encoder = layers.LSTM(cfg["units"], return_state=True, name="encoder")
        self.bridge_h = layers.Dense(cfg["units"], activation="tanh", name="bridge_h")
        self.bridge_c = layers.Dense(cfg["units"], name="bridge_c")
        self.decoder = layers.LSTM(cfg["units"], return_sequences=True, name="decoder")
        self.out = layers.Dense(cfg["phonemes"], name="out")

    def encode(self, word):
        _, h, c = self.encoder(self.g_emb(word))
        start = {"h": self.bridge_h(h), "c": self.bridge_c(c)}
        return h, c, start

    def call(self, inputs):
        word, phones = inputs
        h, c, start = self.encode(word)
        y = self.decoder(self.p_emb(phones), initial_state=[h, c])
        return self.out(y)


def make_data(n=64):
    rng = np.random.default_rng(0)
    words = rng.integers(1, CFG["graphemes"], size=(n, 7))
    phones = rng.integers(1, CFG["phonemes"], size=(n, 6))
    return words, phones


model = G2P(CFG)
optimizer = tf.keras.optimizers.Adam(3e-3)
criterion = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


@tf.function
def train_step(word, phones):
    with tf.GradientTape() as tape:
        logits = model((word, phones[:, :-1]), training=True)
        loss = criterion(phones[:, 1:], logits)
    variables = model.trainable_variables
    grads = tape.gradient(loss, variables)
    grads, norm = tf.clip_by_global_norm(grads, 5.0)
    optimizer.apply_gradients(zip(grads, variables))
    return loss, norm


words, phones = make_data()
ds = tf.data.Dataset.from_tensor_slices((words, phones)).batch(CFG["batch"])
for epoch in range(CFG["epochs"]):
    for word, target in ds:
        loss, norm = train_step(word, target)
    print(f"epoch {epoch} loss {float(loss):.3f} |g| {float(norm):.3f}")
