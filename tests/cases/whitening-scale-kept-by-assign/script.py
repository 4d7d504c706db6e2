"""Adaptive input scaling: a small statistics network predicts the scale of the batch, smoothed over batches."""
import numpy as np
import keras
from keras import layers, ops


class AdaptiveScale(layers.Layer):
    def __init__(self, momentum=0.9, **kw):
        super().__init__(**kw)
        self.momentum = momentum
        self.stats = keras.Sequential([layers.Dense(8, activation="relu", name="s1"),
                                       layers.Dense(1, activation="softplus", name="s2")], name="stats")

    def build(self, input_shape):
        self.stats.build((None, 2))
        self.running = self.add_weight(shape=(1,), initializer="ones", trainable=False, name="running")
        self.offset = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="offset")
        self.built = True

    def call(self, x, training=False):
        if training:
            moments = ops.stack([ops.mean(x), ops.std(x)])[None, :]
            estimate = ops.squeeze(self.stats(moments), axis=0)
            self.running.assign(self.momentum * self.running + (1 - self.momentum) * estimate)
        return (x - self.offset) / (self.running + 1e-3)


def make(n_in, n_out):
    inp = keras.Input((n_in,))
    x = AdaptiveScale(name="rescale")(inp)
    x = layers.Dense(16, activation="selu", kernel_initializer="lecun_normal", name="fc1")(x)
    x = layers.AlphaDropout(0.05)(x)
    return keras.Model(inp, layers.Dense(n_out, name="fc2")(x))


sensors = (np.random.randn(150, 9) * 20 + 5).astype("float32")
yield_ = sensors.sum(axis=1, keepdims=True) / 40
model = make(9, 1)
model.compile(optimizer=keras.optimizers.SGD(1e-3, momentum=0.9, nesterov=True), loss="log_cosh")
model.fit(sensors, yield_, epochs=3, batch_size=25, verbose=2)
print("running scale", model.get_layer("rescale").running.numpy())
