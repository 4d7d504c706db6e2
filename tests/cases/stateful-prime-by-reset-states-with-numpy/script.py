"""
Forecasting with a stateful decoder (tf_keras): run the encoder on the history, prime the stateful
decoder with its states, unroll the horizon in chunks of 4 steps.
"""
import numpy as np
import tensorflow as tf
import tf_keras as keras

BATCH, HISTORY, HORIZON, CHUNK, FEATS, UNITS = 8, 20, 12, 4, 3, 16


class Forecaster(keras.Model):
    def __init__(self):
        super().__init__(name="forecaster")
        self.encoder = keras.layers.LSTM(UNITS, return_state=True, name="encoder")
        self.decoder = keras.layers.LSTM(UNITS, return_sequences=True, stateful=True, name="decoder")
        self.readout = keras.layers.Dense(1, name="readout")

    def prime(self, history):
        _, h, c = self.encoder(history)
        self.decoder.reset_states(states=[h.numpy(), c.numpy()])

    def chunk(self, known):
        return self.readout(self.decoder(known))


def make_series(n, length, rng):
    t = np.arange(length)[None, :, None]
    phase = rng.uniform(0, 6.28, size=(n, 1, FEATS))
    return (np.sin(0.3 * t + phase) + 0.05 * rng.normal(size=(n, length, FEATS))).astype("float32")


rng = np.random.default_rng(8)
model = Forecaster()
model.decoder.build((BATCH, CHUNK, FEATS - 1))
optimizer = keras.optimizers.Adam(3e-3)
huber = keras.losses.Huber()

for step in range(3):
    series = make_series(BATCH, HISTORY + HORIZON, rng)
    history, future = series[:, :HISTORY], series[:, HISTORY:]
    with tf.GradientTape() as tape:
        model.prime(history)
        losses = []
        for start in range(0, HORIZON, CHUNK):
            window = future[:, start:start + CHUNK]
            prediction = model.chunk(window[..., 1:])
            losses.append(huber(window[..., :1], prediction))
        loss = tf.add_n(losses) / len(losses)
    weights = model.trainable_weights
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    print(f"step {step} huber {float(loss):.4f}")
