"""Multi-task learning with learned task uncertainty, ported from our Keras 2 code base."""
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class MultiTask(keras.Model):
    def __init__(self, width=16):
        super().__init__(name="multitask")
        self.trunk = layers.Dense(width, activation="silu", name="trunk")
        self.heads = {
            "ctr": layers.Dense(1, name="ctr"),
            "watch_time": layers.Dense(1, name="watch_time"),
        }
        self.log_var_ctr = tf.Variable(0.0, trainable=True, name="log_var_ctr")
        self.log_var_time = tf.Variable(0.0, trainable=True, name="log_var_time")
        self.total = keras.metrics.Mean(name="total")

    def call(self, x):
        z = self.trunk(x)
        return {name: head(z) for name, head in self.heads.items()}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        ctr = tf.reduce_mean(keras.losses.binary_crossentropy(y["ctr"], y_pred["ctr"], from_logits=True))
        time = keras.losses.MeanSquaredError()(y["watch_time"], y_pred["watch_time"])
        loss = tf.exp(-self.log_var_ctr) * ctr + self.log_var_ctr
        loss += 0.5 * (tf.exp(-self.log_var_time) * time + self.log_var_time)
        self.total.update_state(loss)
        return loss


class PrintWeights(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(f"  sigma ctr {float(tf.exp(0.5 * self.model.log_var_ctr)):.3f}",
              f"sigma time {float(tf.exp(0.5 * self.model.log_var_time)):.3f}")


rng = np.random.default_rng(3)
x = rng.normal(size=(160, 10)).astype("float32")
y = {"ctr": rng.integers(0, 2, (160, 1)).astype("float32"), "watch_time": rng.exponential(5.0, (160, 1)).astype("float32")}
net = MultiTask()
net.compile(optimizer=keras.optimizers.Adam(1e-2))
net.fit(x, y, batch_size=32, epochs=3, verbose=2, callbacks=[PrintWeights()])
