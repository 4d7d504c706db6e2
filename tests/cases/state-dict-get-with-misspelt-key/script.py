import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Summarizer(keras.Model):
    def __init__(self, vocab=40, dim=12, units=16):
        super().__init__(name="summarizer")
        self.src_embed = layers.Embedding(vocab, dim, name="src_embed")
        self.tgt_embed = layers.Embedding(vocab, dim, name="tgt_embed")
        self.enc_rnn = layers.LSTM(units, return_state=True, name="enc_rnn")
        self.dec_rnn = layers.LSTM(units, return_sequences=True, return_state=True, name="dec_rnn")
        self.logits = layers.Dense(vocab, name="logits")

    def encode(self, article):
        out, h, c = self.enc_rnn(self.src_embed(article))
        return {"output": out, "final_states": [h, c]}

    def decode(self, headline, encoded):
        x = self.tgt_embed(headline)
        y, *_ = self.dec_rnn(x, initial_state=encoded.get("final_state"))
        return self.logits(y)

    def call(self, inputs):
        encoded = self.encode(inputs["article"])
        return self.decode(inputs["headline"], encoded)


rng = np.random.default_rng(7)
articles = rng.integers(1, 40, (48, 15))
headlines = rng.integers(1, 40, (48, 6))
train = tf.data.Dataset.from_tensor_slices(
    ({"article": articles, "headline": headlines[:, :-1]}, headlines[:, 1:])
).shuffle(48).batch(16)

model = Summarizer()
model.compile(optimizer="adam",
              loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
# UserWarning about gradients? ignore for now
model.fit(train, epochs=2, verbose=2)
