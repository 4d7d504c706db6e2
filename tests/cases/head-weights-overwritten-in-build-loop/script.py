import numpy as np
from tensorflow import keras
from tensorflow.keras import layers
import tensorflow as tf


class MultiRateMixer(layers.Layer):
    """Mixes the time axis at several rates (1, 2, 4) and sums them up."""

    def __init__(self, rates=(1, 2, 4), **kwargs):
        super().__init__(**kwargs)
        self.rates = rates

    def build(self, input_shape):
        steps = input_shape[1]
        for i, rate in enumerate(self.rates):
            self.token_mix = self.add_weight(
                name=f"token_mix_{i}",
                shape=(steps // rate, steps // self.rates[-1]),
                initializer="glorot_uniform",
                trainable=True,
            )
        self.gain = self.add_weight(name="gain", shape=(len(self.rates),), initializer="ones")
        super().build(input_shape)

    def call(self, x):
        out = 0.0
        for i, rate in enumerate(self.rates):
            slow = x[:, i::self.rates[-1]] / rate
            out += self.gain[i] * tf.einsum("btc,ts->bsc", slow, self.token_mix)
        return out


class EncoderClassifier(keras.Model):
    def __init__(self, n_classes=4):
        super().__init__(name="encoder_classifier")
        self.stem = layers.Conv1D(8, 3, padding="causal", activation="relu", name="stem")
        self.mixer = MultiRateMixer(name="mixer")
        self.pool = layers.GlobalMaxPooling1D(name="pool")
        self.out = layers.Dense(n_classes, activation="softmax", name="out")

    def call(self, x):
        return self.out(self.pool(self.mixer(self.stem(x))))


signal = np.random.randn(64, 16, 2).astype("float32")
target = np.random.randint(0, 4, size=64)

clf = EncoderClassifier()
clf.compile(optimizer=keras.optimizers.Nadam(1e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
clf.fit(signal, target, epochs=2, batch_size=16, verbose=2, callbacks=[keras.callbacks.TerminateOnNaN()])
clf.summary()
