"""Multi-task depth + segmentation, task weights learned as homoscedastic uncertainty (Kendall et al.)."""
import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras import layers


class UncertaintyLoss(layers.Layer):
    """In Keras 2 a plain tf.Variable attribute is tracked like a weight."""

    def __init__(self, tasks, **kwargs):
        super().__init__(**kwargs)
        self.tasks = tasks
        self.log_sigmas = [tf.Variable(0.0, name=f"log_sigma_{t}") for t in tasks]

    def call(self, losses):
        total = 0.0
        for s, l in zip(self.log_sigmas, losses):
            total += tf.exp(-2.0 * s) * l + s
        return total


class DepthSeg(tf_keras.Model):
    def __init__(self):
        super().__init__(name="depthseg")
        self.trunk = tf_keras.Sequential([
            layers.Conv2D(6, 3, padding="same", activation="relu", name="t1"),
            layers.Conv2D(6, 3, padding="same", activation="relu", name="t2")], name="trunk")
        self.depth = layers.Conv2D(1, 1, name="depth")
        self.seg = layers.Conv2D(3, 1, name="seg")
        self.weighting = UncertaintyLoss(["depth", "seg"], name="weighting")
        self.avg = tf_keras.metrics.Mean(name="total")

    @property
    def metrics(self):
        return [self.avg]

    def call(self, img, training=None):
        f = self.trunk(img, training=training)
        return self.depth(f), self.seg(f)

    def train_step(self, data):
        img, (d, s) = data
        with tf.GradientTape() as tape:
            d_hat, s_hat = self(img, training=True)
            l_depth = tf.reduce_mean(tf.abs(d - d_hat))
            l_seg = tf.reduce_mean(tf_keras.losses.sparse_categorical_crossentropy(s, s_hat, from_logits=True))
            loss = self.weighting([l_depth, l_seg])
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        self.avg.update_state(loss)
        return {"total": self.avg.result(), "depth": l_depth, "seg": l_seg}


img = np.random.rand(16, 8, 8, 3).astype("float32")
depth = np.random.rand(16, 8, 8, 1).astype("float32")
seg = np.random.randint(0, 3, (16, 8, 8))
net = DepthSeg()
net.compile(optimizer=tf_keras.optimizers.Adam(1e-3))
net.fit(img, (depth, seg), epochs=2, batch_size=4, verbose=2)
print("sigmas", [float(tf.exp(v)) for v in net.weighting.log_sigmas])
