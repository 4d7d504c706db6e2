import numpy as np
import keras
import tensorflow as tf


class RankLoss(keras.losses.Loss):
    def call(self, y_true, y_pred):
        p = keras.ops.convert_to_numpy(y_pred)[:, 0]
        t = keras.ops.convert_to_numpy(y_true)[:, 0]
        rp, rt = np.argsort(np.argsort(p)), np.argsort(np.argsort(t))
        rho = np.corrcoef(rp, rt)[0, 1]
        return tf.constant(1.0 - rho, tf.float32)


i = keras.Input((4,))
h = keras.layers.Dense(6, "tanh", name="a")(i)
o = keras.layers.Dense(1, name="b")(h)
m = keras.Model(i, o)
# run_eagerly because otherwise I get "cannot convert a symbolic tensor to numpy"
m.compile("adam", RankLoss(), run_eagerly=True)
x = np.random.randn(64, 4).astype("float32")
m.fit(x, x.sum(1, keepdims=True), batch_size=32, epochs=1)
