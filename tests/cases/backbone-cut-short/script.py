import numpy as np
import tensorflow as tf

image = tf.keras.Input([16, 16, 3])
x = tf.keras.layers.Conv2D(4, 3, strides=2, activation="relu", name="stage1")(image)
x = tf.keras.layers.Conv2D(8, 3, strides=2, activation="relu", name="stage2")(x)
backbone = tf.keras.Model(image, tf.keras.layers.Dense(10, name="top")(tf.keras.layers.Flatten()(x)), name="backbone")

features = tf.keras.Model(backbone.input, backbone.get_layer("stage1").output)
model = tf.keras.Sequential(
    [tf.keras.Input([16, 16, 3]), features, tf.keras.layers.GlobalAveragePooling2D(), tf.keras.layers.Dense(2, name="head")]
)
model.compile("adam", "mse")
model.fit(np.random.rand(8, 16, 16, 3).astype("float32"), np.random.rand(8, 2), epochs=2, verbose=0)
