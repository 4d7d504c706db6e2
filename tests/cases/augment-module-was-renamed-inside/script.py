"""Leaf disease classification, mixup + cutmix.  See augment.py for the batch augmentations."""
import numpy as np
import tensorflow as tf

from augment import cutmix, mixup

CLASSES = 4


def net():
    return tf.keras.Sequential([
        tf.keras.Input((12, 12, 3)),
        tf.keras.layers.Conv2D(8, 3, activation="relu", name="conv"),
        tf.keras.layers.GlobalAveragePooling2D(name="gap"),
        tf.keras.layers.Dense(CLASSES, activation="softmax", name="disease"),
    ], name="leafnet")


def batches(rng):
    while True:
        x = rng.random((16, 12, 12, 3), dtype=np.float32)
        y = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, 16)]
        yield cutmix(rng, x, y) if rng.random() < 0.5 else mixup(rng, x, y)


model = net()
model.compile("adam", "categorical_crossentropy")
model.fit(batches(np.random.default_rng(0)), steps_per_epoch=4, epochs=2, verbose=2)
