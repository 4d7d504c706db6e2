import os
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K
from tensorflow.keras import layers, models


class TemporalGate(layers.Layer):
    """Learned gate per time step. For warm starts one can fix it to 0.5 (then it does nothing)."""

    def __init__(self, hidden=6, **kwargs):
        super(TemporalGate, self).__init__(**kwargs)
        self.gate_hidden = layers.Dense(hidden, activation="tanh", name="gate_hidden")
        self.gate_out = layers.Dense(1, activation="sigmoid", name="gate_out")
        self.supports_masking = True

    def call(self, inputs, training=None):
        learned = self.gate_out(self.gate_hidden(inputs))
        fixed = K.constant(0.5)
        gate = K.in_train_phase(fixed, learned, training=training)
        return inputs * gate


def energy_model(steps, feats):
    model = models.Sequential(name="energy")
    model.add(layers.Masking(mask_value=-1.0, input_shape=(steps, feats), name="pad"))
    model.add(TemporalGate(name="temporal_gate"))
    model.add(layers.LSTM(12, return_sequences=True, recurrent_dropout=0.1, name="lstm_1"))
    model.add(layers.LSTM(8, name="lstm_2"))
    model.add(layers.Dense(4, activation="linear", name="next_hours"))
    return model


load = np.random.rand(60, 10, 3).astype("float32")
load[::5, 7:] = -1.0
target = np.random.rand(60, 4).astype("float32")
model = energy_model(10, 3)
model.compile(loss="mse", optimizer=tf.keras.optimizers.Adam(learning_rate=2e-3, amsgrad=True), metrics=["mape"])
for season in ("winter", "summer"):
    rows = np.random.permutation(60)[:40]
    h = model.fit(load[rows], target[rows], batch_size=20, epochs=1, verbose=0)
    print(season, h.history)
