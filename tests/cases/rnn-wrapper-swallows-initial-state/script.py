"""Melody continuation with variational dropout around recurrent layers."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class VariationalDropout(layers.Wrapper):
    """Same dropout mask at every time step."""

    def __init__(self, layer, rate, **kwargs):
        super().__init__(layer, **kwargs)
        self.rate = rate
        self.seed = tf.keras.random.SeedGenerator(17)

    def build(self, input_shape=None):
        if not self.layer.built:
            self.layer.build(input_shape)
        self.built = True

    def call(self, inputs, training=None, **kwargs):
        if training:
            noise = tf.keras.random.dropout(tf.ones_like(inputs[:, :1]), self.rate, seed=self.seed)
            inputs = inputs * noise
        return self.layer(inputs, training=training)


class Melody(tf.keras.Model):
    def __init__(self, notes=24, units=10):
        super().__init__(name="melody")
        self.note_embedding = layers.Embedding(notes, 6, name="note_embedding")
        self.chord_embedding = layers.Embedding(notes, 6, name="chord_embedding")
        self.encoder = layers.LSTM(units, return_state=True, name="encoder")
        self.decoder = VariationalDropout(layers.LSTM(units, return_sequences=True, name="decoder"), 0.1, name="vd")
        self.next_note = layers.Dense(notes, name="next_note")

    def call(self, inputs, training=None):
        motif, chords = inputs
        _, h, c = self.encoder(self.note_embedding(motif))
        x = self.chord_embedding(chords)
        x = self.decoder(x, training=training, initial_state=[h, c])
        return self.next_note(x)


rng = np.random.default_rng(3)
motif, chords, notes = (rng.integers(0, 24, (40, n)) for n in (8, 5, 5))
model = Melody()
model.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit((motif, chords), notes, epochs=2, batch_size=10, verbose=2)
