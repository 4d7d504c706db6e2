"""BYOL: online network learns to predict the projection of a slowly moving target network."""
import copy
import numpy as np
import tensorflow as tf
import keras
from keras import layers, ops

TAU = 0.98


def projector(name):
    return keras.Sequential([
        keras.Input((16,)),
        layers.Dense(32, activation="relu", name="p_in"),
        layers.BatchNormalization(name="p_bn"),
        layers.Dense(8, name="p_out"),
    ], name=name)


class BYOL(keras.Model):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.online = projector("online")
        self.target = keras.models.clone_model(self.online)
        self.target.set_weights(self.online.get_weights())
        self.predictor = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu", name="q1"),
                                           layers.Dense(8, name="q2")], name="predictor")
        self.loss_tracker = keras.metrics.Mean(name="loss")

    @property
    def trainable_weights(self):
        # what fit's default machinery sees
        return self.online.trainable_weights + self.predictor.trainable_weights

    def regression_loss(self, a, b):
        a, b = ops.normalize(a, axis=-1), ops.normalize(b, axis=-1)
        return ops.mean(2 - 2 * ops.sum(a * b, axis=-1))

    def call(self, x, training=False):
        return self.predictor(self.online(x, training=training), training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        v1, v2 = x + 0.1 * keras.random.normal(ops.shape(x)), x * 1.1
        t1 = ops.stop_gradient(self.target(v1, training=True))
        t2 = ops.stop_gradient(self.target(v2, training=True))
        return (self.regression_loss(self(v1, training=True), t2)
                + self.regression_loss(self(v2, training=True), t1))


class UpdateTarget(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        for t, o in zip(self.model.target.weights, self.model.online.weights):
            t.assign(TAU * t + (1 - TAU) * o)


data = np.random.randn(96, 16).astype("float32")
byol = BYOL(name="byol")
byol.compile(optimizer=keras.optimizers.AdamW(1e-3))
byol.fit(data, batch_size=24, epochs=2, verbose=2, callbacks=[UpdateTarget()])
