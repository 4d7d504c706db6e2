"""DANN: domain-adversarial training with a gradient reversal layer; target rows have no class label (weight 0)."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class GradientReversal(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.lam = self.add_weight(shape=(), initializer="zeros", trainable=False, name="lam")

    def call(self, x):
        lam = tf.convert_to_tensor(self.lam)

        @tf.custom_gradient
        def flip(t):
            def grad(dy):
                return -lam * dy
            return tf.identity(t), grad

        return flip(x)


class LambdaSchedule(keras.callbacks.Callback):
    def __init__(self, layer, total):
        super().__init__()
        self.layer, self.total, self.seen = layer, total, 0

    def on_train_batch_begin(self, batch, logs=None):
        p = self.seen / self.total
        self.layer.lam.assign(2.0 / (1.0 + np.exp(-10 * p)) - 1.0)
        self.seen += 1


inp = keras.Input((10,), name="x")
feat = layers.Dense(20, activation="relu", name="feat")(inp)
cls = layers.Dense(10, activation="relu", name="cls_h")(feat)
cls = layers.Dense(2, activation="softmax", name="label")(cls)
grl = GradientReversal(name="grl")
adv_in = layers.Dense(6, activation="relu", name="adv_bottleneck")(feat)
dom = layers.Dense(6, activation="relu", name="dom_h")(grl(adv_in))
dom = layers.Dense(1, activation="sigmoid", name="domain")(dom)
dann = keras.Model(inp, [cls, dom])
dann.compile(optimizer=keras.optimizers.SGD(0.01, momentum=0.9),
             loss=["sparse_categorical_crossentropy", "binary_crossentropy"])

n = 64
xs = np.random.randn(n, 10).astype("float32")
xt = (np.random.randn(n, 10) + 1.0).astype("float32")
x = np.concatenate([xs, xt])
y_cls = np.concatenate([np.random.randint(0, 2, n), np.zeros(n, int)])
y_dom = np.concatenate([np.zeros((n, 1)), np.ones((n, 1))])
w_cls = np.concatenate([np.ones(n), np.zeros(n)])
w_dom = np.ones(2 * n)
dann.fit(x, [y_cls, y_dom], sample_weight=[w_cls, w_dom], batch_size=32, epochs=2, verbose=2,
         callbacks=[LambdaSchedule(grl, total=8)])
