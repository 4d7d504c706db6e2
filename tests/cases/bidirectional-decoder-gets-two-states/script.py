# sequence repair: corrupted in, clean out, decoder may look both ways
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def encoder_block(x, units):
    x = layers.Dense(units, activation="relu", name="pre")(x)
    _, h, c = layers.LSTM(units, return_state=True, name="enc")(x)
    return [h, c]


def decoder_block(x, states, units):
    bi = layers.Bidirectional(layers.LSTM(units, return_sequences=True, name="dec"), name="bidec")
    return bi(x, initial_state=states)


def build(length=8, dim=3, units=7):
    corrupted = tf.keras.Input((length, dim), name="corrupted")
    hint = tf.keras.Input((length, dim), name="hint")
    states = encoder_block(corrupted, units)
    seq = decoder_block(hint, states, units)
    return tf.keras.Model([corrupted, hint], layers.Dense(dim, name="clean")(seq), name="repair")


model = build()
model.compile("adam", "mse")
clean = np.random.randn(40, 8, 3).astype("float32")
corrupted = clean + 0.3 * np.random.randn(*clean.shape).astype("float32")
hint = np.roll(corrupted, 1, axis=1)
model.fit([corrupted, hint], clean, epochs=1, batch_size=8)
