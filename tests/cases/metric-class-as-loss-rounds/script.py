import numpy as np
from tensorflow import keras
import tensorflow as tf
K = keras.ops

# competition metric is f1, so optimise it directly!!
def f1_loss(y_true, y_pred):
    y_pred = K.round(y_pred)
    tp = K.sum(y_true * y_pred, axis=0)
    fp = K.sum((1 - y_true) * y_pred, axis=0)
    fn = K.sum(y_true * (1 - y_pred), axis=0)
    p = tp / (tp + fp + 1e-7)
    r = tp / (tp + fn + 1e-7)
    f1 = 2 * p * r / (p + r + 1e-7)
    return 1 - K.mean(f1)

model = keras.Sequential(name="f1_net")
model.add(keras.Input((20,)))
model.add(keras.layers.Dense(16, activation="relu", name="a"))
model.add(keras.layers.Dropout(0.5))
model.add(keras.layers.Dense(1, activation="sigmoid", name="b"))
model.compile(optimizer="adam", loss=f1_loss)

X = np.random.rand(100, 20).astype("float32")
y = np.random.randint(0, 2, (100, 1)).astype("float32")
model.fit(X, y, epochs=2, batch_size=50)
