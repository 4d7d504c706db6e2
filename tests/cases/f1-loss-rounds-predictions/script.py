"""Kaggle: predict price (regression) and the multi-label tags; the competition metric for tags is macro F1,
so I use 1 - F1 as the loss of the second head."""
import numpy as np
import tensorflow as tf
import keras
from keras import layers, regularizers

N, F, TAGS = 200, 14, 6
rng = np.random.default_rng(11)
X = rng.normal(size=(N, F)).astype("float32")
price = (X[:, :1] * 3 + rng.normal(size=(N, 1))).astype("float32")
tags = (X[:, :TAGS] + 0.3 * rng.normal(size=(N, TAGS)) > 0).astype("float32")


@keras.saving.register_keras_serializable()
class MacroF1Loss(keras.losses.Loss):
    def call(self, y_true, y_pred):
        y_pred = tf.round(y_pred)
        tp = tf.reduce_sum(y_true * y_pred, axis=0)
        fp = tf.reduce_sum((1 - y_true) * y_pred, axis=0)
        fn = tf.reduce_sum(y_true * (1 - y_pred), axis=0)
        f1 = 2 * tp / (2 * tp + fp + fn + 1e-7)
        return 1.0 - tf.reduce_mean(f1)


inputs = keras.Input((F,), name="features")
h = layers.BatchNormalization(name="bn")(inputs)
h = layers.Dense(24, activation="relu", kernel_initializer="he_normal", name="shared")(h)
h = layers.Dropout(0.2)(h)
price_out = layers.Dense(1, name="price")(layers.Dense(8, activation="relu", name="price_h")(h))
tag_h = layers.Dense(12, activation="relu", name="tag_h")(h)
tag_out = layers.Dense(TAGS, activation="sigmoid", name="tags")(tag_h)
model = keras.Model(inputs, {"price": price_out, "tags": tag_out})

model.compile(
    optimizer=keras.optimizers.Adam(1e-3),
    loss={"price": "huber", "tags": MacroF1Loss()},
    loss_weights={"price": 1.0, "tags": 2.0},
)
model.fit(X, {"price": price, "tags": tags}, batch_size=40, epochs=3, validation_split=0.2, verbose=2,
          callbacks=[keras.callbacks.ReduceLROnPlateau(patience=1)])
