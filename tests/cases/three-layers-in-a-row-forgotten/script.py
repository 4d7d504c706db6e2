import numpy as np
import tensorflow as tf
inputs = tf.keras.Input((8,))
x = tf.keras.layers.Dense(8, activation="relu", name="stem")(inputs)
side = tf.keras.layers.Dense(6, name="side1")(x)
side = tf.keras.layers.BatchNormalization(name="side2")(side)
side = tf.keras.layers.Dense(4, name="side3")(side)
side = tf.keras.layers.Dropout(0.1)(side)
outputs = tf.keras.layers.Dense(1, name="head")(x)
model = tf.keras.Model(inputs, outputs)
model.compile("sgd", "mse")
model.fit(np.random.rand(20, 8), np.random.rand(20, 1), verbose=0)
