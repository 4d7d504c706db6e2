import tensorflow as tf
from tensorflow.keras import layers


class Gated(layers.Layer):
    def __init__(self, u, use_gate, **kw):
        super().__init__(**kw)
        self.lin = layers.Dense(u, name="lin")
        self.gate = layers.Dense(u, activation="sigmoid", name="gate")
        self.use_gate = use_gate

    def build(self, s):
        self.lin.build(s)
        self.gate.build(s)

    def compute_output_shape(self, s):
        return (*s[:-1], self.lin.units)

    def call(self, x):
        y, g = self.lin(x), self.gate(x)
        if self.use_gate == "yes":
            return y * g
        return y


inp = tf.keras.Input((4, 3))
h = layers.TimeDistributed(Gated(5, use_gate=True, name="net"), name="net")(inp)
out = layers.Dense(1, name="out")(layers.Flatten()(h))
m = tf.keras.Model(inp, out)
m.compile("adam", "mse")
m.fit(tf.random.normal([16, 4, 3]), tf.random.normal([16, 1]), verbose=0)
