"""Learn wind direction: network predicts an angle, the loss is on the wrapped difference."""
import math

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

TWO_PI = 2.0 * math.pi


class Wrap(layers.Layer):
    def call(self, turns):
        # keep the fractional part
        return (turns - tf.floor(turns)) * TWO_PI


def angular_error(y_true, y_pred):
    diff = tf.math.floormod(y_pred - y_true + math.pi, TWO_PI) - math.pi
    return tf.reduce_mean(tf.square(diff), axis=-1)


def make_model():
    inp = layers.Input((4,), name="pressure")
    x = layers.Dense(16, activation="tanh", name="fc1")(inp)
    turns = layers.Dense(1, name="turns")(x)
    return tf.keras.Model(inp, Wrap(name="wrap")(turns), name="wind")


rng = np.random.default_rng(21)
X = rng.normal(size=(100, 4)).astype("float32")
angle = np.mod(np.arctan2(X[:, 1], X[:, 0]), TWO_PI).astype("float32")[:, None]

model = make_model()
model.compile(optimizer=tf.keras.optimizers.Adam(5e-3), loss=angular_error)
hist = model.fit(X, angle, epochs=3, batch_size=25, validation_data=(X[:20], angle[:20]), verbose=0)
print([round(v, 3) for v in hist.history["loss"]], [round(v, 3) for v in hist.history["val_loss"]])
