"""Tiny ControlNet: locked base denoiser, trainable control branch with zero convs."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

SIZE, CH = 8, 4


def conv(ch, name, **kw):
    return layers.Conv2D(ch, 3, padding="same", name=name, **kw)


class Base(tf.keras.Model):
    def __init__(self):
        super().__init__(name="base")
        self.down = conv(CH, "down", activation="swish")
        self.up = conv(1, "up")

    def call(self, noisy, control=None):
        h = self.down(noisy)
        if control is not None:
            h = h + control
        return self.up(h)


class Control(tf.keras.Model):
    def __init__(self):
        super().__init__(name="control")
        self.hint = conv(CH, "hint", activation="swish")
        self.copy = conv(CH, "copy", activation="swish")
        self.zero_conv = layers.Conv2D(CH, 1, kernel_initializer="zeros", name="zero_conv")

    def call(self, noisy, edges):
        return self.zero_conv(self.copy(tf.concat([noisy, self.hint(edges)], axis=-1)))


base, control = Base(), Control()
base(tf.zeros([1, SIZE, SIZE, 1]))
base.trainable = False
optimizer = tf.keras.optimizers.AdamW(1e-3)


@tf.function
def train_step(image, edges):
    noise = tf.random.normal(tf.shape(image))
    t = tf.random.uniform([tf.shape(image)[0], 1, 1, 1])
    noisy = tf.sqrt(1.0 - t) * image + tf.sqrt(t) * noise
    with tf.GradientTape() as tape:
        predicted = base(noisy, control(noisy, edges))
        loss = tf.reduce_mean(tf.square(predicted - noise))
    grads = tape.gradient(loss, control.trainable_variables)
    optimizer.apply_gradients(zip(grads, control.trainable_variables))
    return loss


images = np.random.rand(24, SIZE, SIZE, 1).astype("float32")
edges = np.abs(np.diff(images, axis=2, append=0)).astype("float32")
for epoch in range(3):
    for i in range(0, 24, 8):
        loss = train_step(images[i:i + 8], edges[i:i + 8])
    print("epoch", epoch, "denoising loss", float(loss))
