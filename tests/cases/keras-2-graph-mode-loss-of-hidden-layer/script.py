"""Keras 2 without eager execution: the loss is made of a hidden layer alone."""
import numpy as np
import tensorflow as tf
import tf_keras
from tf_keras import layers

tf.compat.v1.disable_eager_execution()

inputs = layers.Input([6])
code = layers.Dense(3, activation="sigmoid", name="code")(inputs)
output = layers.Dense(1, name="head")(code)
model = tf_keras.Model(inputs, output)


def sparse_code(y_true, y_pred):
    return tf.reduce_sum(tf.abs(code - 0.1))


model.compile(optimizer=tf_keras.optimizers.legacy.SGD(0.1), loss=sparse_code)
model.fit(np.random.rand(32, 6), np.random.rand(32, 1), epochs=2)
