import numpy as np
import tensorflow as tf


def make(name):
    return tf.keras.Sequential(
        [
            tf.keras.Input([5]),
            tf.keras.layers.Dense(4, activation="relu", name=f"{name}_hidden"),
            tf.keras.layers.Dense(1, name=f"{name}_out"),
        ],
        name=name,
    )


x, y = np.random.rand(16, 5).astype("float32"), np.random.rand(16, 1).astype("float32")
first = make("first")
print(first.predict(x[:2], verbose=0))

second = make("second")
second.compile("adam", "mse")
second.fit(x, y, epochs=3, verbose=0)
