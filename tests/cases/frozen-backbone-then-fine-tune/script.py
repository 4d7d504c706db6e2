import tensorflow as tf
from tensorflow.keras import layers


def backbone():
    i = layers.Input((20, 20, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(i)
    x = layers.Conv2D(6, 3, strides=2, activation="relu", name="conv_a")(x)
    x = layers.BatchNormalization(name="bn")(x)
    x = layers.Conv2D(8, 3, activation="relu", name="conv_b")(x)
    return tf.keras.Model(i, x, name="backbone")


base = backbone()
base.trainable = False

inputs = layers.Input((20, 20, 3))
x = layers.RandomFlip("horizontal")(inputs)
x = base(x, training=False)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(1, name="cat_or_dog")(x)
model = tf.keras.Model(inputs, outputs)

images = tf.random.uniform((32, 20, 20, 3), 0, 255)
labels = tf.cast(tf.random.uniform((32, 1)) > 0.5, tf.float32)
data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(8).cache().prefetch(2)

model.compile(tf.keras.optimizers.Adam(), tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=[tf.keras.metrics.BinaryAccuracy(threshold=0)])
model.fit(data, epochs=1)

base.trainable = True
model.compile(tf.keras.optimizers.Adam(1e-5), tf.keras.losses.BinaryCrossentropy(from_logits=True), metrics=["binary_accuracy"])
model.fit(data, epochs=1)
