"""Spiking network on keyword-like spectrograms: LIF cell inside keras.layers.RNN."""
import numpy as np
import keras
from keras import layers, ops

BANDS, FRAMES, WORDS = 10, 16, 4


class LIFCell(layers.Layer):
    def __init__(self, units, threshold=1.0, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.threshold = threshold
        self.state_size = [units, units]     # membrane, last spike
        self.output_size = units

    def build(self, input_shape):
        self.w_rec = self.add_weight(name="w_rec", shape=(self.units, self.units), initializer="orthogonal")
        self.decay_logit = self.add_weight(name="decay_logit", shape=(self.units,), initializer="ones")

    def fire(self, v):
        return ops.cast(v >= self.threshold, "float32")

    def call(self, current, states, training=None):
        v, z = states
        decay = ops.sigmoid(self.decay_logit)
        v = decay * v * (1.0 - z) + current + 0.3 * ops.matmul(z, self.w_rec)
        z = self.fire(v)
        return z, [v, z]

    def get_initial_state(self, batch_size=None):
        return [ops.zeros((batch_size, self.units)), ops.zeros((batch_size, self.units))]


def make_model(units=24):
    spectrogram = keras.Input((FRAMES, BANDS), name="spectrogram")
    current = layers.Dense(units, name="spike_in")(spectrogram)
    spikes = layers.RNN(LIFCell(units, name="lif_cell"), return_sequences=True, name="lif")(current)
    rate = layers.GlobalAveragePooling1D(name="rate")(spikes)
    out = layers.Dense(WORDS, activation="softmax", name="readout")(rate)
    return keras.Model(spectrogram, out, name="snn")


rng = np.random.default_rng(8)
x = rng.gamma(1.0, 1.0, size=(60, FRAMES, BANDS)).astype("float32")
y = rng.integers(0, WORDS, size=60)
snn = make_model()
snn.compile(optimizer=keras.optimizers.Lion(3e-4), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
hist = snn.fit(x, y, epochs=3, batch_size=15, verbose=0)
rates = keras.Function(snn.inputs, snn.get_layer("rate").output)([x[:8]])
print("mean firing rate", float(ops.mean(rates)), "acc", hist.history["accuracy"])
