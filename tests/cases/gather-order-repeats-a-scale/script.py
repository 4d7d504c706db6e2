import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

SCALES = 3
COARSE_TO_FINE = [1, 0, 1]


class PyramidFusion(tf.keras.Model):
    """Each scale: lateral 1x1, smoothing 3x3; then attention-free fusion, coarse to fine."""

    def __init__(self, channels, classes):
        super().__init__(name="fpn")
        self.lateral = [layers.Conv2D(channels, 1, name=f"lateral_{i}") for i in range(SCALES)]
        self.smooth = [layers.Conv2D(channels, 3, padding="same", activation="relu", name=f"smooth_{i}")
                       for i in range(SCALES)]
        self.mix = layers.Dense(channels, activation="relu", name="mix")
        self.cls = layers.Dense(classes, name="cls")

    def call(self, image):
        pooled = []
        for i, (lateral, smooth) in enumerate(zip(self.lateral, self.smooth)):
            x = tf.nn.avg_pool2d(image, 2 ** i, 2 ** i, "SAME") if i else image
            pooled.append(tf.reduce_mean(smooth(lateral(x)), axis=[1, 2]))
        stacked = tf.stack(pooled, axis=1)               # [batch, scale, channel]
        ordered = tf.gather(stacked, COARSE_TO_FINE, axis=1)
        flat = tf.reshape(ordered, [-1, SCALES * ordered.shape[-1]])
        return self.cls(self.mix(flat))


net = PyramidFusion(4, 3)
net.compile(
    optimizer=tf.keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
images = np.random.rand(32, 8, 8, 3).astype("float32")
labels = np.random.randint(0, 3, 32)
net.fit(images, labels, batch_size=16, epochs=2, verbose=2)
