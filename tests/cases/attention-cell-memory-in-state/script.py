"""Attention wrapped as an RNN cell: encoder memory sits in the cell's initial state, keras.layers.RNN does the loop."""
import numpy as np
import keras
from keras import layers, ops

SRC, TGT, V, D = 6, 5, 20, 12


class AttentionCell(layers.Layer):
    """State: hidden, previous context and the (unchanged) memory."""

    def __init__(self, dim, src_len, **kw):
        super().__init__(**kw)
        self.dim = dim
        self.cell = layers.GRUCell(dim, name="gru")
        self.query = layers.Dense(dim, use_bias=False, name="query")
        self.energy = layers.Dense(1, use_bias=False, name="energy")
        self.state_size = [dim, dim, (src_len, dim)]
        self.output_size = 2 * dim

    def build(self, input_shape):
        self.cell.build((None, input_shape[-1] + self.dim))
        self.query.build((None, self.dim))
        self.energy.build((None, None, self.dim))
        self.built = True

    def call(self, inputs, states, training=False):
        hidden, context, memory = states
        out, new = self.cell(ops.concatenate([inputs, context], axis=-1), [hidden])
        hidden = new[0]
        e = self.energy(ops.tanh(self.query(hidden)[:, None, :] + memory))
        context = ops.sum(ops.softmax(e, axis=1) * memory, axis=1)
        return ops.concatenate([out, context], axis=-1), [hidden, context, memory]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.dim)), ops.zeros((batch_size, self.dim)),
                ops.zeros((batch_size, SRC, self.dim))]


class Translator(keras.Model):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.emb = layers.Embedding(V, D, name="emb")
        self.enc = layers.Bidirectional(layers.GRU(D // 2, return_sequences=True), name="enc")
        self.dec = layers.RNN(AttentionCell(D, SRC, name="attn_cell"), return_sequences=True, name="dec")
        self.logits = layers.Dense(V, name="logits")

    def call(self, inputs):
        src, tgt = inputs
        memory = self.enc(self.emb(src))
        start = memory[:, -1]
        states = [start, ops.zeros_like(start), memory]
        return self.logits(self.dec(self.emb(tgt), initial_state=states))


a = np.random.randint(0, V, (48, SRC))
b = np.random.randint(0, V, (48, TGT + 1))
model = Translator(name="translator")
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit((a, b[:, :-1]), b[:, 1:], batch_size=12, epochs=2, verbose=2)
