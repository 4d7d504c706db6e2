import numpy as np
import tensorflow as tf

layers = tf.keras.layers


class PoolWithPlaces(layers.Layer):
    def call(self, x):
        pooled, where = tf.nn.max_pool_with_argmax(x, ksize=2, strides=2, padding="SAME", include_batch_in_index=True)
        return pooled, tf.cast(where, tf.int32)


class Unpool(layers.Layer):
    """Puts every value back to the place it came from, zeros elsewhere."""

    def call(self, x, where):
        shape = tf.shape(x)
        out_shape = [shape[0], shape[1] * 2, shape[2] * 2, shape[3]]
        flat = tf.scatter_nd(tf.reshape(where, [-1, 1]), tf.reshape(x, [-1]), [tf.reduce_prod(out_shape)])
        out = tf.reshape(flat, out_shape)
        out.set_shape([None, None, None, x.shape[-1]])
        return out


class SegNet(tf.keras.Model):
    def __init__(self, filters=(6, 10), classes=3):
        super().__init__(name="segnet")
        conv = lambda f, name: layers.Conv2D(f, 3, padding="same", activation="relu", name=name)
        self.down = [conv(f, f"down_{i}") for i, f in enumerate(filters)]
        self.pool = PoolWithPlaces(name="pool")
        self.unpool = Unpool(name="unpool")
        self.up = [conv(f, f"up_{i}") for i, f in enumerate((filters[0], filters[0]))]
        self.classify = layers.Conv2D(classes, 1, name="classify")

    def call(self, image):
        x, places = image, []
        for conv in self.down:
            x, where = self.pool(conv(x))
            places.append(where)
        for conv, where in zip(self.up, reversed(places)):
            x = conv(self.unpool(x, where))
        return self.classify(x)


image = np.random.rand(16, 16, 16, 3).astype("float32")
mask = (image.sum(-1) > 1.5).astype("int32") + (image[..., 0] > 0.9)
model = SegNet()
model.compile(
    optimizer=tf.keras.optimizers.SGD(0.05, momentum=0.9),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(image, mask, batch_size=4, epochs=2, verbose=2)
