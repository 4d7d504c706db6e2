# Remaining-useful-life estimation with a layer-normalised recurrent cell
import numpy as np
import tensorflow as tf

L = tf.keras.layers


class NormCell(L.Layer):
    def __init__(self, units, **kw):
        super().__init__(**kw)
        self.units = units
        self.state_size = units
        self.gates = L.Dense(2 * units, name="gates")
        self.input_norm = L.LayerNormalization(name="input_norm")
        self.hidden_norm = L.LayerNormalization(name="hidden_norm")

    def build(self, input_shape):
        self.gates.build((input_shape[0], input_shape[-1] + self.units))
        self.input_norm.build((input_shape[0], 2 * self.units))
        self.hidden_norm.build((input_shape[0], self.units))
        self.built = True

    def call(self, x, states):
        h_prev = states[0]
        z = self.input_norm(self.gates(tf.concat([x, h_prev], axis=-1)))
        update, cand = tf.split(z, 2, axis=-1)
        update = tf.sigmoid(update + 1.0)
        h = update * h_prev + (1.0 - update) * tf.tanh(cand)
        h_norm = self.hidden_norm(h)
        return h, [h]


def rul_model(window, sensors, units=12):
    inp = L.Input((window, sensors), name="engine")
    x = L.GaussianNoise(0.01)(inp)
    x = L.RNN(NormCell(units, name="norm_cell"), name="layer_norm_rnn")(x)
    x = L.Dense(8, activation="elu", name="fc")(x)
    rul = L.Dense(1, activation="softplus", name="rul")(x)
    return tf.keras.Model(inp, rul)


def asymmetric(y_true, y_pred):
    d = y_pred - y_true
    return tf.reduce_mean(tf.where(d < 0, tf.exp(-d / 13.0), tf.exp(d / 10.0)) - 1.0)


engines = np.random.randn(48, 14, 5).astype("float32")
rul = np.random.uniform(0, 3, size=(48, 1)).astype("float32")
model = rul_model(14, 5)
model.compile(tf.keras.optimizers.Adam(1e-3), loss=asymmetric, metrics=[tf.keras.metrics.RootMeanSquaredError()])
model.fit(engines, rul, epochs=2, batch_size=16, verbose=2, validation_split=0.25)
