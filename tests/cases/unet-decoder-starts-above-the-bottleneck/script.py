import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


class ConvBlock(layers.Layer):
    def __init__(self, filters, **kw):
        super().__init__(**kw)
        self.c1 = layers.Conv2D(filters, 3, padding="same", activation="relu", name="c1")
        self.c2 = layers.Conv2D(filters, 3, padding="same", activation="relu", name="c2")

    def call(self, x):
        return self.c2(self.c1(x))


class UNet(tf.keras.Model):
    """depth-2 U-Net for nuclei masks"""

    def __init__(self, widths=(6, 12), bottom=24, **kw):
        super().__init__(**kw)
        self.down = [ConvBlock(w, name=f"down_{w}") for w in widths]
        self.pool = layers.MaxPool2D()
        self.bottom = ConvBlock(bottom, name="bottom")
        self.up = [layers.Conv2DTranspose(w, 2, strides=2, name=f"up_{w}") for w in reversed(widths)]
        self.merge = [ConvBlock(w, name=f"merge_{w}") for w in reversed(widths)]
        self.mask = layers.Conv2D(1, 1, name="mask")

    def call(self, x):
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
            x = self.pool(x)
        deepest = self.bottom(x)
        for up, merge, skip in zip(self.up, self.merge, skips[::-1]):
            x = up(x)
            x = merge(tf.concat([x, skip], axis=-1))
        return self.mask(x)


def dice_bce(y, logits):
    p = tf.sigmoid(logits)
    inter = tf.reduce_sum(p * y, axis=[1, 2, 3])
    dice = 1 - (2 * inter + 1) / (tf.reduce_sum(p + y, axis=[1, 2, 3]) + 1)
    bce = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits), axis=[1, 2, 3])
    return dice + bce


tf.keras.utils.set_random_seed(31)
images = np.random.rand(24, 16, 16, 3).astype("float32")
masks = (images.mean(-1, keepdims=True) > 0.5).astype("float32")
ds = tf.data.Dataset.from_tensor_slices((images, masks)).shuffle(24).batch(8).prefetch(1)

unet = UNet(name="unet")
unet.compile(optimizer=tf.keras.optimizers.Adam(1e-3), loss=dice_bce, jit_compile=False)
unet.fit(ds, epochs=2, verbose=2, callbacks=[tf.keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1)])
