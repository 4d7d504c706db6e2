"""Click-through model on tf_keras' built-in Wide & Deep (one optimizer each)."""
import os
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tensorflow as tf

N_CROSSES, N_DENSE, VOCAB = 30, 5, 20


def deep_tower():
    dense_in = tf.keras.Input((N_DENSE,), name="numeric")
    ids = tf.keras.Input((3,), dtype=tf.int32, name="ids")
    e = tf.keras.layers.Embedding(VOCAB, 4, name="shared_embedding")(ids)
    e = tf.keras.layers.Flatten()(e)
    h = tf.keras.layers.Concatenate()([dense_in, e])
    for i, w in enumerate((16, 8)):
        h = tf.keras.layers.Dense(w, activation="relu", name=f"deep_{i}")(h)
    return tf.keras.Model([dense_in, ids], tf.keras.layers.Dense(1, name="deep_logit")(h), name="deep")


wide = tf.keras.experimental.LinearModel(use_bias=False)
model = tf.keras.experimental.WideDeepModel(wide, deep_tower(), activation="sigmoid")
model.compile(
    optimizer=[tf.keras.optimizers.Ftrl(0.05, l1_regularization_strength=1e-3), tf.keras.optimizers.Adagrad(0.05)],
    loss="binary_crossentropy",
    metrics=["AUC"],
)

rng = np.random.default_rng(0)
n = 96
crosses = (rng.random((n, N_CROSSES)) < 0.1).astype("float32")
numeric = rng.normal(size=(n, N_DENSE)).astype("float32")
ids = rng.integers(0, VOCAB, size=(n, 3)).astype("int32")
clicks = rng.integers(0, 2, size=(n, 1)).astype("float32")

model.fit([crosses, [numeric, ids]], clicks, batch_size=24, epochs=2, verbose=2)
