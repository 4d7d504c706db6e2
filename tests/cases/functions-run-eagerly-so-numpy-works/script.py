"""Debug version of the training script:  DEBUG=1 (default) runs every tf.function eagerly."""
import os
import pdb

import numpy as np
import tensorflow as tf

DEBUG = os.environ.get("DEBUG", "1") == "1"
tf.config.run_functions_eagerly(DEBUG)


class Siren(tf.keras.layers.Layer):
    def __init__(self, units, w0=1.0, **kw):
        super().__init__(**kw)
        self.units, self.w0 = units, w0

    def build(self, shape):
        lim = np.sqrt(6.0 / shape[-1]) / self.w0
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel",
                                      initializer=tf.keras.initializers.RandomUniform(-lim, lim))
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, x):
        return tf.sin(self.w0 * (x @ self.kernel + self.bias))


net = tf.keras.Sequential([
    tf.keras.Input((2,)), Siren(24, 10.0, name="s1"), Siren(24, name="s2"), tf.keras.layers.Dense(1, name="grey"),
], name="siren")
opt = tf.keras.optimizers.Adam(1e-3)
worst = {"value": -np.inf, "at": None}


@tf.function
def train_step(xy, grey, i):
    with tf.GradientTape() as tape:
        out = net(xy)
        err = (out - grey) ** 2
        loss = tf.reduce_mean(err)
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    if DEBUG:
        e = err.numpy().ravel()
        k = int(np.argmax(e))
        if e[k] > worst["value"]:
            worst.update(value=float(e[k]), at=xy.numpy()[k].tolist())
        if np.isnan(loss.numpy()):
            pdb.set_trace()
        print(f"step {i}: psnr {-10 * np.log10(loss):.2f}, |g| {[round(float(tf.norm(g)), 3) for g in grads]}")
    return loss


side = np.linspace(-1, 1, 12, dtype=np.float32)
grid = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
image = (np.sin(5 * grid[:, :1]) * np.cos(3 * grid[:, 1:])).astype(np.float32)
for i in range(5):
    pick = np.random.permutation(len(grid))[:48]
    train_step(tf.constant(grid[pick]), tf.constant(image[pick]), i)
print(worst)
