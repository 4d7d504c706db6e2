"""Joint intent tagging and slot generation, two decoders in one python loop."""
import tensorflow as tf
from tensorflow.keras import layers

VOCAB, TAGS, UNITS = 28, 5, 9


class Dual(tf.keras.Model):
    def __init__(self):
        super().__init__(name="dual")
        self.embed = layers.Embedding(VOCAB, 7, name="embed")
        self.encoder = layers.GRU(UNITS, return_state=True, return_sequences=True, name="encoder")
        self.word_cell = layers.GRUCell(UNITS, name="word_cell")
        self.tag_cell = layers.GRUCell(UNITS, name="tag_cell")
        self.word_out = layers.Dense(VOCAB, name="word_out")
        self.tag_out = layers.Dense(TAGS, name="tag_out")

    def blank(self, like):
        return tf.zeros_like(like)

    def tag_step(self, features, previous):
        state = self.blank(previous)
        out, new = self.tag_cell(features, [state])
        return self.tag_out(out), tf.nest.flatten(new)[0]

    def call(self, inputs):
        source, words = inputs
        memory, word_state = self.encoder(self.embed(source))
        start, tag_state = word_state, word_state
        emb = self.embed(words)
        word_logits, tag_logits = [], []
        for t in range(words.shape[1]):
            out, new = self.word_cell(emb[:, t], [start if t == 0 else word_state])
            word_state = tf.nest.flatten(new)[0]
            tag, tag_state = self.tag_step(tf.concat([out, memory[:, t]], -1), tag_state)
            word_logits.append(self.word_out(out))
            tag_logits.append(tag)
        return {"words": tf.stack(word_logits, 1), "tags": tf.stack(tag_logits, 1)}


model = Dual()
sce = tf.keras.losses.SparseCategoricalCrossentropy
model.compile(optimizer="adam", loss={"words": sce(from_logits=True), "tags": sce(from_logits=True)},
              loss_weights={"words": 1.0, "tags": 0.5})
src = tf.random.uniform([40, 6], maxval=VOCAB, dtype=tf.int32)
tgt = tf.random.uniform([40, 5], maxval=VOCAB, dtype=tf.int32)
tags = tf.random.uniform([40, 4], maxval=TAGS, dtype=tf.int32)
model.fit((src, tgt[:, :-1]), {"words": tgt[:, 1:], "tags": tags}, epochs=2, batch_size=10, verbose=2)
