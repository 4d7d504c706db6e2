# ReZero ("residual with zero initialisation") encoder for sensor windows
import numpy as np
import tensorflow as tf


class ReZeroBlock(tf.keras.layers.Layer):
    def __init__(self, dim, **kw):
        super().__init__(**kw)
        self.branch_in = tf.keras.layers.Dense(2 * dim, activation="relu", name="branch_in")
        self.branch_out = tf.keras.layers.Dense(dim, name="branch_out")
        self.alpha = tf.constant(0.0, name="alpha")

    def call(self, x):
        return x + self.alpha * self.branch_out(self.branch_in(x))


def build(dim=10, depth=2):
    inp = tf.keras.Input((6, 4), name="window")
    x = tf.keras.layers.Flatten(name="flat")(inp)
    x = tf.keras.layers.Dense(dim, name="stem")(x)
    for i in range(depth):
        x = ReZeroBlock(dim, name=f"rezero_{i}")(x)
    out = tf.keras.layers.Dense(1, activation="sigmoid", name="fault_probability")(x)
    return tf.keras.Model(inp, out, name="rezero_net")


X = np.random.randn(72, 6, 4).astype("float32")
y = (X.mean(axis=(1, 2)) > 0).astype("float32")

model = build()
model.compile(
    optimizer=tf.keras.optimizers.Adam(2e-3),
    loss=tf.keras.losses.BinaryCrossentropy(),
    metrics=[tf.keras.metrics.AUC(name="auc")],
)
model.fit(X, y, epochs=3, batch_size=24, verbose=2)
