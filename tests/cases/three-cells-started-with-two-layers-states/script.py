"""Character level translation; the decoder is one cell deeper than the encoder."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

VOCAB = 25
DEPTH_ENCODER = 2
DEPTH_DECODER = 3
UNITS = 16


def make_cells(depth, prefix):
    return [keras.layers.GRUCell(UNITS, name=f"{prefix}_{i}") for i in range(depth)]


class Translator(keras.Model):
    def __init__(self):
        super().__init__(name="translator")
        self.embed = keras.layers.Embedding(VOCAB, 8, name="embed")
        self.encoder = keras.layers.RNN(make_cells(DEPTH_ENCODER, "enc"), return_state=True, name="encoder")
        self.decoder = keras.layers.RNN(make_cells(DEPTH_DECODER, "dec"), return_sequences=True, name="decoder")
        self.logits = keras.layers.Dense(VOCAB, name="logits")

    def encode(self, source):
        result = self.encoder(self.embed(source))
        return list(result[1:])

    def call(self, inputs, training=None):
        source, shifted = inputs
        states = self.encode(source)
        hidden = self.decoder(self.embed(shifted), initial_state=states)
        return self.logits(hidden)


class PrintEvery(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(f"epoch {epoch}: " + ", ".join(f"{k}={v:.3f}" for k, v in (logs or {}).items()))


model = Translator()
model.compile(
    optimizer=keras.optimizers.Nadam(2e-3),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
src = np.random.randint(0, VOCAB, (48, 7))
tgt = np.random.randint(0, VOCAB, (48, 8))
dataset = tf.data.Dataset.from_tensor_slices(((src, tgt[:, :-1]), tgt[:, 1:])).batch(16).repeat(2)
model.fit(dataset, epochs=1, steps_per_epoch=4, verbose=0, callbacks=[PrintEvery()])
