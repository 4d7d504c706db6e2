"""Warm-up: the auxiliary rotation task is switched on by a callback after the first epoch."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class RotNetClassifier(keras.Model):
    def __init__(self, n_classes, **kwargs):
        super().__init__(**kwargs)
        self.stem = layers.Conv2D(8, 3, strides=2, activation="relu", name="stem")
        self.pool = layers.GlobalMaxPooling2D()
        self.classifier = layers.Dense(n_classes, name="classifier")
        self.rotation = layers.Dense(4, name="rotation")
        self.aux_weight = 0.0
        self.aux_tracker = keras.metrics.Mean(name="aux_loss")

    def call(self, x, training=False):
        f = self.pool(self.stem(x))
        return {"cls": self.classifier(f), "rot": self.rotation(f)}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        main = keras.losses.sparse_categorical_crossentropy(y["cls"], y_pred["cls"], from_logits=True)
        aux = keras.losses.sparse_categorical_crossentropy(y["rot"], y_pred["rot"], from_logits=True)
        self.aux_tracker.update_state(aux)
        return tf.reduce_mean(main) + self.aux_weight * tf.reduce_mean(aux)


class SwitchOnAux(keras.callbacks.Callback):
    def __init__(self, start_epoch, weight):
        super().__init__()
        self.start_epoch, self.weight = start_epoch, weight

    def on_epoch_begin(self, epoch, logs=None):
        if epoch >= self.start_epoch:
            self.model.aux_weight = self.weight
            print("aux weight is now", self.weight)


def rotated(n=64):
    imgs = np.random.rand(n, 12, 12, 1).astype("float32")
    k = np.random.randint(0, 4, n)
    imgs = np.stack([np.rot90(im, r) for im, r in zip(imgs, k)])
    return imgs, {"cls": np.random.randint(0, 3, n), "rot": k}


x, y = rotated()
model = RotNetClassifier(3, name="rotnet")
model.compile(optimizer=keras.optimizers.Adam(1e-3))
model.fit(x, y, batch_size=16, epochs=3, verbose=2, callbacks=[SwitchOnAux(1, 0.5)])
