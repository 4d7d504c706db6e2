"""Multi-task learning on tabular sensor data, trunk gradients combined with the
closed-form two-task MGDA weights (Sener & Koltun 2018)."""
import numpy as np
import tensorflow as tf
from tensorflow import keras

CFG = dict(n_sensors=10, width=24, lr=3e-3, epochs=2, batch=32)

keras.utils.set_random_seed(11)
rng = np.random.default_rng(11)
X = rng.normal(size=(128, CFG["n_sensors"])).astype("float32")
y_wear = (X[:, :3].sum(1, keepdims=True) + 0.1 * rng.normal(size=(128, 1))).astype("float32")
y_fail = (X[:, 4:5] * X[:, 5:6] > 0).astype("float32")


class Trunk(keras.Model):
    def __init__(self, width):
        super().__init__(name="trunk")
        self.d1 = keras.layers.Dense(width, activation="gelu", name="d1")
        self.norm = keras.layers.LayerNormalization(name="norm")
        self.d2 = keras.layers.Dense(width, activation="gelu", name="d2")

    def call(self, x):
        return self.d2(self.norm(self.d1(x)))


trunk = Trunk(CFG["width"])
heads = {
    "wear": keras.Sequential([keras.Input((CFG["width"],)), keras.layers.Dense(1, name="out")], name="wear_head"),
    "fail": keras.Sequential([keras.Input((CFG["width"],)), keras.layers.Dense(1, name="out")], name="fail_head"),
}
trunk(keras.Input((CFG["n_sensors"],)))
losses = {
    "wear": lambda y, p: tf.reduce_mean(tf.abs(y - p)),
    "fail": lambda y, p: tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, p)),
}
optimizer = keras.optimizers.Adam(CFG["lr"])


def flatten(grads):
    return tf.concat([tf.reshape(g, [-1]) for g in grads], axis=0)


def min_norm_weight(g1, g2):
    """argmin_a || a g1 + (1-a) g2 ||, clipped to [0, 1]"""
    diff = g2 - g1
    a = tf.reduce_sum(g2 * diff) / (tf.reduce_sum(diff * diff) + 1e-12)
    return tf.clip_by_value(a, 0.0, 1.0)


@tf.function
def step(x, targets):
    shared = trunk.trainable_variables
    per_task, values = {}, {}
    for task, head in heads.items():
        with tf.GradientTape() as tape:
            value = losses[task](targets[task], head(trunk(x)))
        per_task[task] = tape.gradient(value, shared)
        values[task] = value
    a = min_norm_weight(flatten(per_task["wear"]), flatten(per_task["fail"]))
    merged = [a * g1 + (1.0 - a) * g2 for g1, g2 in zip(per_task["wear"], per_task["fail"])]
    optimizer.apply_gradients(zip(merged, shared))
    return values, a


ds = tf.data.Dataset.from_tensor_slices((X, {"wear": y_wear, "fail": y_fail})).batch(CFG["batch"])
for epoch in range(CFG["epochs"]):
    for xb, tb in ds:
        values, a = step(xb, tb)
    print(f"epoch {epoch} alpha {float(a):.2f}", {k: round(float(v), 4) for k, v in values.items()})
