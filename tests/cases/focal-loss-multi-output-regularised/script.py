import numpy as np
import keras
from keras import layers, ops, regularizers


def focal(gamma=2.0, alpha=0.25):
    def focal_loss(y_true, y_pred):
        y_pred = ops.clip(y_pred, 1e-7, 1 - 1e-7)
        pt = ops.where(ops.equal(y_true, 1), y_pred, 1 - y_pred)
        return -ops.mean(alpha * (1 - pt) ** gamma * ops.log(pt))
    return focal_loss


class Sparsity(layers.Layer):
    def __init__(self, target=0.1, **kw):
        super().__init__(**kw)
        self.target = target

    def call(self, x):
        self.add_loss(1e-2 * ops.mean(ops.abs(ops.mean(ops.sigmoid(x), axis=0) - self.target)))
        return x


inp = keras.Input((14, 4))
x = layers.LSTM(10, return_sequences=True, kernel_regularizer=regularizers.l2(1e-4))(inp)
x = layers.Flatten()(x)
x = layers.Dense(12, activation="relu", activity_regularizer=regularizers.l1(1e-5))(x)
x = Sparsity()(x)
alarm = layers.Dense(1, activation="sigmoid", name="alarm")(x)
minutes = layers.Dense(1, activation="softplus", name="minutes")(x)
model = keras.Model(inp, [alarm, minutes])
model.compile("adam", loss={"alarm": focal(), "minutes": "mae"}, loss_weights={"alarm": 5.0, "minutes": 0.01},
              metrics={"alarm": ["accuracy"]})
model.fit(np.random.rand(60, 14, 4), {"alarm": np.random.randint(0, 2, (60, 1)), "minutes": np.random.rand(60, 1)},
          batch_size=20, epochs=1, verbose=2)
