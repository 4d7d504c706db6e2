import tensorflow as tf
from tensorflow.keras import layers, models


class SqueezeExcite(layers.Layer):
    def __init__(self, channels, ratio=4, **kw):
        super().__init__(**kw)
        self.pool = layers.GlobalAveragePooling2D(keepdims=True)
        self.reduce = layers.Conv2D(channels // ratio, 1, activation="relu", name="reduce")
        self.expand = layers.Conv2D(channels, 1, activation="sigmoid", name="expand")

    def call(self, x):
        s = self.pool(x)
        s = self.reduce(s)
        s = self.expand(s)
        return x


def make_model():
    i = layers.Input((16, 16, 3))
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(i)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("swish")(x)
    x = SqueezeExcite(8, name="se")(x)
    x = layers.GlobalMaxPooling2D()(x)
    return models.Model(i, layers.Dense(10)(x))


model = make_model()
model.compile(optimizer=tf.keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True),
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
images = tf.random.uniform((40, 16, 16, 3))
labels = tf.random.uniform((40,), maxval=10, dtype=tf.int64)
train = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(40).batch(10).prefetch(tf.data.AUTOTUNE)
model.fit(train, epochs=2)
