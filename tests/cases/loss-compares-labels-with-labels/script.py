# Kaggle kernel: turbine faults, highly imbalanced -> focal loss
import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model, layers, optimizers

N_SENSORS, N_FAULTS = 14, 5
CAT_SIZES = {"park": 6, "model": 3}


class FocalLoss(tf.keras.losses.Loss):
    def __init__(self, gamma=2.0, alpha=0.25, **kwargs):
        super().__init__(**kwargs)
        self.gamma, self.alpha = gamma, alpha

    def call(self, targets, y_pred):
        probs = tf.clip_by_value(tf.cast(targets, tf.float32), 1e-7, 1.0 - 1e-7)
        targets = tf.cast(targets, tf.float32)
        ce = -targets * tf.math.log(probs)
        weight = self.alpha * tf.pow(1.0 - probs, self.gamma)
        return tf.reduce_sum(weight * ce, axis=-1)


def make_model():
    sensors = Input((N_SENSORS,), name="sensors")
    inputs, parts = [sensors], [layers.BatchNormalization(name="bn")(sensors)]
    for col, size in CAT_SIZES.items():
        inp = Input((1,), dtype="int32", name=col)
        inputs.append(inp)
        parts.append(layers.Flatten()(layers.Embedding(size, 3, name=f"emb_{col}")(inp)))
    h = layers.Concatenate()(parts)
    for i, width in enumerate([32, 16]):
        h = layers.Dense(width, activation="relu", name=f"dense_{i}")(h)
    out = layers.Dense(N_FAULTS, activation="softmax", name="fault")(h)
    return Model(inputs, out, name="turbine")


rng = np.random.default_rng(0)
n = 100
table = {"sensors": rng.normal(size=(n, N_SENSORS)).astype("float32")}
for col, size in CAT_SIZES.items():
    table[col] = rng.integers(0, size, size=(n, 1))
y = np.eye(N_FAULTS, dtype="float32")[rng.choice(N_FAULTS, n, p=[.8, .05, .05, .05, .05])]

model = make_model()
model.compile(optimizer=optimizers.Adam(1e-3), loss=FocalLoss(name="focal"))
model.fit(table, y, batch_size=25, epochs=2, verbose=2)
