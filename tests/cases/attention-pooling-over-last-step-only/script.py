"""Patient risk from visit history. Masked attention pooling over visits."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

MAX_VISITS, CODES = 8, 12


@keras.utils.register_keras_serializable("risk")
class AttentionPooling(layers.Layer):
    def __init__(self, units=6, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.gate = layers.Dense(units, activation="tanh", name="gate")
        self.scorer = layers.Dense(1, name="scorer")

    def build(self, input_shape):
        self.gate.build(input_shape)
        self.scorer.build((*input_shape[:-1], self.units))

    def call(self, visits):
        scores = self.scorer(self.gate(visits))[..., 0]
        weights = keras.ops.softmax(scores, axis=-1)
        return keras.ops.sum(weights[..., None] * visits, axis=1)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def build(recent_only=True):
    visits = keras.Input((MAX_VISITS, CODES), name="visits")
    age = keras.Input((1,), name="age")
    x = layers.GRU(10, return_sequences=True, name="history")(visits)
    if recent_only:
        x = x[:, -1:]  # the last visit matters most, says the clinician
    pooled = AttentionPooling(name="pooling")(x)
    z = layers.Concatenate(name="cat")([pooled, age])
    return keras.Model([visits, age], layers.Dense(1, activation="sigmoid", name="risk")(z), name="risk_model")


rng = np.random.default_rng(6)
V = rng.poisson(0.3, (70, MAX_VISITS, CODES)).astype("float32")
A = rng.normal(size=(70, 1)).astype("float32")
y = rng.integers(0, 2, (70, 1)).astype("float32")
model = build()
model.compile("adam", "binary_crossentropy", metrics=[keras.metrics.AUC(name="auc")])
model.fit([V, A], y, epochs=2, batch_size=14, verbose=2)
