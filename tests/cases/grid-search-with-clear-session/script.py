import itertools

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

X = np.random.randn(60, 8).astype("float32")
y = (X[:, 0] > 0.3).astype(int)


def build(units, dropout):
    tf.keras.backend.clear_session()
    m = tf.keras.Sequential([
        layers.Input((8,)),
        layers.Dense(units, kernel_initializer="he_uniform"),
        layers.LeakyReLU(),
        layers.Dropout(dropout),
        layers.Dense(2, activation="softmax"),
    ])
    m.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return m


def cross_validate(units, dropout, k=2):
    folds = np.array_split(np.random.permutation(len(X)), k)
    scores = []
    for i in range(k):
        valid = folds[i]
        train = np.concatenate([f for j, f in enumerate(folds) if j != i])
        model = build(units, dropout)
        model.fit(X[train], y[train], validation_data=(X[valid], y[valid]), epochs=1, batch_size=10, verbose=0,
                  class_weight={0: 1.0, 1: 2.0}, callbacks=[tf.keras.callbacks.TerminateOnNaN()])
        scores.append(model.evaluate(X[valid], y[valid], verbose=0)[1])
    return np.mean(scores)


results = {cfg: cross_validate(*cfg) for cfg in itertools.product([4, 8], [0.1])}
print(max(results, key=results.get), results)
