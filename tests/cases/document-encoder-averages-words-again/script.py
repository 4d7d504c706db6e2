# Hierarchical document classifier: words -> sentence vector -> document vector
import numpy as np
import tensorflow as tf
from tensorflow import keras

VOCAB, SENTS, WORDS, LABELS = 50, 4, 6, 3


class SentenceEncoder(keras.layers.Layer):
    def __init__(self, dim, **kwargs):
        super().__init__(**kwargs)
        self.gru = keras.layers.GRU(dim, name="sentence_gru")

    def call(self, words):
        # words: [batch, sentences, words, emb]; fold the sentences into the batch
        shape = tf.shape(words)
        flat = tf.reshape(words, [shape[0] * shape[1], WORDS, words.shape[-1]])
        vec = self.gru(flat)
        return tf.reshape(vec, [shape[0], shape[1], vec.shape[-1]])


class DocumentModel(keras.Model):
    def __init__(self):
        super().__init__(name="doc")
        self.emb = keras.layers.Embedding(VOCAB, 12, name="emb")
        self.sentence = SentenceEncoder(12, name="sentence")
        self.document = keras.layers.GRU(10, name="document_gru")
        self.top = keras.layers.Dense(LABELS, name="top")

    def call(self, ids):
        words = self.emb(ids)
        sents = tf.reduce_mean(words, axis=2)  # baseline from last week
        encoded = self.sentence(words)
        doc = self.document(sents)
        return self.top(doc)


rng = np.random.default_rng(1)
x = rng.integers(0, VOCAB, size=(40, SENTS, WORDS))
y = rng.integers(0, LABELS, size=(40,))

model = DocumentModel()
model.compile(optimizer=keras.optimizers.Adam(1e-3),
              loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=["accuracy"])
history = model.fit(x, y, batch_size=8, epochs=2, verbose=0)
print({k: round(v[-1], 3) for k, v in history.history.items()})
