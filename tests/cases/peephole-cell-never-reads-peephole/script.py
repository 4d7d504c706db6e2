import numpy as np
import keras
from keras import layers, ops


class PeepholeCell(layers.Layer):
    """LSTM-ish cell with a peephole from c to the output gate (Gers & Schmidhuber)."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = [units, units]
        self.output_size = units

    def build(self, input_shape):
        n = input_shape[-1]
        self.w = self.add_weight(shape=(n, 4 * self.units), name="w", initializer="glorot_uniform")
        self.u = self.add_weight(shape=(self.units, 4 * self.units), name="u", initializer="orthogonal")
        self.peephole = self.add_weight(shape=(self.units,), name="peephole", initializer="uniform")
        self.b = self.add_weight(shape=(4 * self.units,), name="b", initializer="zeros")

    def call(self, x, states):
        h, c = states
        z = ops.matmul(x, self.w) + ops.matmul(h, self.u) + self.b
        i, f, g, o = ops.split(z, 4, axis=-1)
        c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)
        h = ops.sigmoid(o) * ops.tanh(c)
        return h, [h, c]


inp = keras.Input((6, 3))
seq = layers.RNN(PeepholeCell(5, name="peephole_cell"), name="rnn")(inp)
out = layers.Dense(1, name="out")(seq)
m = keras.Model(inp, out)
m.compile(keras.optimizers.RMSprop(1e-2), loss=keras.losses.Huber())
m.fit(np.random.randn(32, 6, 3), np.random.randn(32, 1), epochs=1, verbose=0)
