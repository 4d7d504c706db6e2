import numpy as np
import keras
from keras import layers, ops


def make_branch():
    i = keras.Input((12, 12, 1))
    x = layers.Conv2D(4, 3, activation="tanh")(i)
    x = layers.AveragePooling2D(2)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Flatten()(x)
    return keras.Model(i, layers.Dense(6, activation="tanh")(x), name="branch")


branch = make_branch()
left, right = keras.Input((12, 12, 1)), keras.Input((12, 12, 1))
distance = layers.Lambda(lambda p: ops.sqrt(ops.maximum(ops.sum((p[0] - p[1]) ** 2, axis=1, keepdims=True), 1e-7)))(
    [branch(left), branch(right)])
norm = layers.BatchNormalization()(distance)
same = layers.Dense(1, activation="sigmoid")(norm)
siamese = keras.Model([left, right], same)


def contrastive(y_true, y_pred, margin=1.0):
    return ops.mean((1 - y_true) * y_pred ** 2 + y_true * ops.maximum(margin - y_pred, 0.0) ** 2)


def pairs():
    while True:
        a, b = np.random.rand(2, 8, 12, 12, 1).astype("float32")
        yield (a, b), np.random.randint(0, 2, (8, 1)).astype("float32")


siamese.compile(loss=contrastive, optimizer="rmsprop", metrics=["accuracy"])
siamese.fit(pairs(), steps_per_epoch=3, epochs=1, verbose=2)
