"""Spatial transformer for rotated digits: a small net predicts the 8 numbers of the warp."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def warp(images, theta):
    """theta: [B, 8] as in tf.raw_ops.ImageProjectiveTransformV3"""
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=theta,
        output_shape=tf.shape(images)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


class STN(tf.keras.Model):
    identity = np.array([1, 0, 0, 0, 1, 0, 0, 0], np.float32)

    def __init__(self, classes):
        super().__init__(name="stn")
        self.loc_conv = layers.Conv2D(4, 5, strides=2, activation="relu", name="loc_conv")
        self.loc_out = layers.Dense(8, kernel_initializer="zeros", name="loc_out")
        self.conv = layers.Conv2D(8, 3, activation="relu", name="conv")
        self.fc = layers.Dense(classes, name="fc")
        self.flat = layers.Flatten()

    def call(self, images):
        theta = self.loc_out(self.flat(self.loc_conv(images))) + self.identity
        images = warp(images, theta)
        return self.fc(self.flat(self.conv(images))), images


stn = STN(5)
opt = tf.keras.optimizers.RMSprop(1e-3)
xent = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
acc = tf.keras.metrics.SparseCategoricalAccuracy()


@tf.function
def train(images, labels):
    with tf.GradientTape() as tape:
        logits, _ = stn(images)
        loss = xent(labels, logits)
    w = stn.trainable_weights
    opt.apply_gradients(zip(tape.gradient(loss, w), w))
    acc.update_state(labels, logits)
    return loss


data = tf.data.Dataset.from_tensor_slices(
    (np.random.rand(48, 16, 16, 1).astype("float32"), np.random.randint(0, 5, 48))).shuffle(48).batch(16)
for epoch in range(2):
    acc.reset_state()
    for images, labels in data:
        loss = train(images, labels)
    print(f"epoch {epoch} loss {loss.numpy():.3f} acc {acc.result().numpy():.3f}")
