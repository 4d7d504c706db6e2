import numpy as np
import tensorflow as tf


def windows(lookback, horizon, channels, batch, length=200, seed=0):
    rng = np.random.default_rng(seed)
    series = np.cumsum(rng.normal(size=(length, channels)), axis=0).astype(np.float32)
    while True:
        starts = rng.integers(0, length - lookback - horizon, batch)
        yield (tf.constant(np.stack([series[s:s + lookback] for s in starts])),
               tf.constant(np.stack([series[s + lookback:s + lookback + horizon] for s in starts])))
