import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class ResidualRNN(layers.Layer):
    """Wraps any recurrent layer; adds its input; swallows the returned states."""

    def __init__(self, rnn, **kwargs):
        super().__init__(**kwargs)
        self.rnn = rnn

    def call(self, inputs, initial_state=None):
        seq, *unused_states = self.rnn(inputs, initial_state=initial_state)
        return seq + inputs


class Forecast(tf.keras.Model):
    def __init__(self, units=8, depth=2):
        super().__init__(name="forecast")
        self.units = units
        self.past = layers.GRU(units, name="past")
        self.bridges = {str(i): layers.Dense(units, name=f"bridge_{i}") for i in range(depth)}
        self.lift = layers.Dense(units, name="lift")
        self.stack = [ResidualRNN(layers.GRU(units, return_sequences=True, return_state=True, name=f"gru_{i}"),
                                  name=f"res_{i}") for i in range(depth)]
        self.y = layers.Dense(1, name="y")

    def call(self, inputs):
        summary = self.past(inputs["past"])
        starts = {k: b(summary) for k, b in self.bridges.items()}
        x = self.lift(inputs["known_future"])
        for i, block in enumerate(self.stack):
            x = block(x, initial_state=starts[str(i)])
        return self.y(x)


rng = np.random.default_rng(12)
past = rng.normal(size=(50, 9, 2)).astype("float32")
future = rng.normal(size=(50, 4, 3)).astype("float32")
sales = rng.normal(size=(50, 4, 1)).astype("float32")
ds = tf.data.Dataset.from_tensor_slices(({"past": past, "known_future": future}, sales))
ds = ds.shuffle(50, seed=1).batch(10).prefetch(1)

model = Forecast()
model.compile(optimizer=tf.keras.optimizers.Adam(2e-3), loss=tf.keras.losses.MeanAbsoluteError())
model.fit(ds, epochs=2, verbose=2)
