"""Endpoint layer: the loss is added by the last layer, compile() gets no loss at all."""
import numpy as np
import keras
from keras import layers, ops


class WeightedLogisticEndpoint(layers.Layer):
    def __init__(self, n_classes, name=None):
        super().__init__(name=name)
        self.n_classes = n_classes
        self.loss_fn = keras.losses.CategoricalCrossentropy(from_logits=True, reduction="none")
        self.accuracy = keras.metrics.CategoricalAccuracy(name="accuracy")

    def build(self, input_shape):
        self.class_bias = self.add_weight(shape=(self.n_classes,), initializer="zeros", name="class_bias")
        self.built = True

    def call(self, logits, targets=None, sample_weights=None):
        logits = logits + self.class_bias
        if targets is not None:
            per_row = self.loss_fn(targets, logits)
            if sample_weights is not None:
                per_row = per_row * ops.squeeze(sample_weights, -1)
            self.add_loss(ops.mean(per_row))
            self.accuracy.update_state(targets, logits, sample_weights)
        return ops.softmax(logits)


def build_train_model(n_in=9, n_classes=3):
    inputs = keras.Input((n_in,), name="inputs")
    targets = keras.Input((n_classes,), name="targets")
    weights = keras.Input((1,), name="row_weight")
    x = layers.Dense(14, activation="mish", name="h1")(inputs)
    x = layers.Dense(14, activation="mish", kernel_regularizer=keras.regularizers.L2(1e-4), name="h2")(x)
    logits = layers.Dense(n_classes, use_bias=False, name="logits")(x)
    preds = WeightedLogisticEndpoint(n_classes, name="endpoint")(logits, targets, weights)
    return keras.Model([inputs, targets, weights], preds)


model = build_train_model()
model.compile(optimizer=keras.optimizers.Ftrl(0.05))
rows = 120
data = {
    "inputs": np.random.randn(rows, 9),
    "targets": np.eye(3)[np.random.randint(0, 3, rows)],
    "row_weight": np.random.rand(rows, 1),
}
model.fit(data, epochs=3, batch_size=40, verbose=2)
