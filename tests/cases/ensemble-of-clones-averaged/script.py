"""Deep ensemble for cheap uncertainty: clone the architecture, train the average with a diversity bonus."""
import numpy as np
import keras
from keras import layers, ops


def base_network(n_inputs, hidden=12):
    inp = keras.Input((n_inputs,))
    h = layers.Dense(hidden, activation="tanh")(inp)
    h = layers.Dense(hidden, activation="tanh")(h)
    return keras.Model(inp, layers.Dense(1)(h), name="member")


def swap_activation(layer):
    """every clone gets another activation, so that they do not collapse on each other"""
    config = layer.get_config()
    if config.get("activation") == "tanh":
        config["activation"] = "relu"
    return layer.__class__.from_config(config)


first = base_network(3)
members = [first]
for i in range(3):
    clone = keras.models.clone_model(first, clone_function=swap_activation) if i % 2 else keras.models.clone_model(first)
    clone.name = f"member_{i + 1}"
    members.append(clone)


class DiversityPenalty(layers.Layer):
    def __init__(self, strength=1e-2, **kwargs):
        super().__init__(**kwargs)
        self.strength = strength

    def call(self, stacked):
        spread = ops.mean(ops.var(stacked, axis=0))
        self.add_loss(-self.strength * ops.log1p(spread))
        return ops.mean(stacked, axis=0)


inp = keras.Input((3,), name="features")
outs = ops.stack([m(inp) for m in members], axis=0)
mean = DiversityPenalty(name="diversity")(outs)
ensemble = keras.Model(inp, mean, name="ensemble")
ensemble.compile(optimizer=keras.optimizers.Adam(5e-3), loss="mse")

x = np.random.uniform(-2, 2, size=(96, 3)).astype("float32")
y = (np.sin(x[:, :1] * 2) + x[:, 1:2] * x[:, 2:]).astype("float32")
ensemble.fit(x, y, epochs=2, batch_size=32, verbose=2)
preds = np.stack([m.predict(x[:5], verbose=0) for m in members])
print("std of the members:", preds.std(axis=0).ravel().round(3))
