"""Radar nowcasting, encoder-forecaster with ConvLSTM2D."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Model, callbacks

FRAMES_IN, FRAMES_OUT, SIZE, CH = 4, 3, 8, 4


class Forecaster(Model):
    def __init__(self, filters=CH, **kwargs):
        super().__init__(**kwargs)
        self.encoder = layers.ConvLSTM2D(filters, 3, padding="same", return_state=True, name="enc")
        self.decoder = layers.ConvLSTM2D(filters, 3, padding="same", return_sequences=True, name="dec")
        self.to_rain = layers.Conv3D(1, 1, activation="relu", name="to_rain")

    def call(self, inputs):
        past, terrain = inputs
        _, h, c = self.encoder(past)
        # terrain is known in advance, repeat it over the lead times
        lead = tf.repeat(terrain[:, None], FRAMES_OUT, axis=1)
        state = [tf.zeros_like(h), tf.zeros_like(c)]
        y = self.decoder(lead, initial_state=state)
        return self.to_rain(y)


def moving_blobs(n):
    rng = np.random.default_rng(0)
    frames = np.zeros((n, FRAMES_IN + FRAMES_OUT, SIZE, SIZE, 1), "float32")
    for k in range(n):
        r, c = rng.integers(0, SIZE, 2)
        for t in range(frames.shape[1]):
            frames[k, t, (r + t) % SIZE, (c + t) % SIZE, 0] = 1.0
    return frames[:, :FRAMES_IN], frames[:, FRAMES_IN:]


past, future = moving_blobs(24)
terrain = np.random.rand(24, SIZE, SIZE, 2).astype("float32")
model = Forecaster(name="nowcast")
model.compile(optimizer="nadam", loss="mae")
model.fit((past, terrain), future, epochs=2, batch_size=8, verbose=2,
          callbacks=[callbacks.TerminateOnNaN()])
