"""Layer-normalised minimal gated unit as a keras RNN cell."""
import numpy as np
import keras
from keras import layers, ops


class LNMGUCell(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.state_size = units
        self.output_size = units

    def build(self, input_shape):
        d = input_shape[-1]
        self.kernel = self.add_weight(shape=(d, 2 * self.units), initializer="glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight(
            shape=(self.units, 2 * self.units), initializer="orthogonal", name="recurrent_kernel")
        self.bias = self.add_weight(shape=(2 * self.units,), initializer="zeros", name="bias")
        self.ln_gamma = self.add_weight(shape=(self.units,), initializer="ones", name="ln_gamma")
        self.built = True

    def _norm(self, v):
        mu = ops.mean(v, axis=-1, keepdims=True)
        var = ops.var(v, axis=-1, keepdims=True)
        return (v - mu) / ops.sqrt(var + 1e-5) * self.ln_gamma

    def call(self, inputs, states, training=False):
        h_prev = states[0]
        zx = ops.matmul(inputs, self.kernel) + self.bias
        zh = ops.matmul(h_prev, self.recurrent_kernel)
        fx, cx = ops.split(zx, 2, axis=-1)
        fh, ch = ops.split(zh, 2, axis=-1)
        f = ops.sigmoid(fx + fh)
        candidate = ops.tanh(self._norm(cx + f * ch))
        h = (1 - f) * h_prev + f * candidate
        return h, [h_prev]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.units))]


def make_task(n=80, t=9):
    x = np.random.uniform(size=(n, t, 2)).astype("float32")
    x[..., 1] = 0
    for row in x:
        row[np.random.choice(t, 2, replace=False), 1] = 1
    return x, (x[..., 0] * x[..., 1]).sum(axis=1, keepdims=True)


x, y = make_task()
model = keras.Sequential([
    keras.Input((None, 2)),
    layers.RNN(LNMGUCell(16, name="mgu"), return_sequences=True, name="rnn"),
    layers.GlobalAveragePooling1D(name="avg"),
    layers.Dense(1, name="sum"),
], name="adding_problem")
model.compile(keras.optimizers.RMSprop(1e-3), "mse")
model.fit(x, y, epochs=2, batch_size=16, verbose=2)
