import numpy as np
import tensorflow as tf

# Two hospitals, two output heads, one trunk. Data are sorted by hospital, sorry.
N = 60
rng = np.random.default_rng(9)
features = rng.normal(size=(N, 7)).astype("float32")
hospital = np.sort(rng.integers(0, 2, size=N)).astype("float32")
target = (features[:, :1] * np.where(hospital, 1.0, -1.0)[:, None]).astype("float32")


class TwoHeads(tf.keras.Model):
    def __init__(self):
        super().__init__(name="two_heads")
        self.trunk = tf.keras.layers.Dense(10, activation="relu", name="trunk")
        self.head_a = tf.keras.layers.Dense(1, name="head_a")
        self.head_b = tf.keras.layers.Dense(1, name="head_b")

    def call(self, x):
        z = self.trunk(x)
        return self.head_a(z), self.head_b(z)

    def train_step(self, data):
        x, y, where = data
        where = where[:, None]
        with tf.GradientTape() as tape:
            a, b = self(x, training=True)
            err_a = tf.square(a - y) * (1.0 - where)
            err_b = tf.square(b - y) * where
            n_b = tf.math.count_nonzero(where, dtype=tf.float32)
            loss = (tf.math.divide_no_nan(tf.reduce_sum(err_a), tf.cast(tf.size(where), tf.float32) - n_b)
                    + tf.math.divide_no_nan(tf.reduce_sum(err_b), n_b))
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        return {"loss": loss, "share_b": n_b / tf.cast(tf.size(where), tf.float32)}


ds = tf.data.Dataset.from_tensor_slices((features, target, hospital)).batch(10)
model = TwoHeads()
model.compile(optimizer=tf.keras.optimizers.SGD(0.05))
model.fit(ds, epochs=2, verbose=2)
