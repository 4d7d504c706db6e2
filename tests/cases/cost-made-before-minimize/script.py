"""Port of an old script: the cost is made once, and a function that returns it is given to minimize."""
import numpy as np
import tensorflow as tf
import tf_keras

rng = np.random.default_rng(0)
points = tf.constant(rng.normal(size=(50, 3)), tf.float32)
values = tf.reduce_sum(points, axis=1, keepdims=True)

slope = tf.Variable(tf.zeros([3, 1]), name="slope")
offset = tf.Variable(0.0, name="offset")
optimizer = tf_keras.optimizers.SGD(0.1)

prediction = tf.matmul(points, slope) + offset
cost = tf.reduce_mean(tf.square(prediction - values))
optimizer.minimize(lambda: cost, var_list=[slope, offset])
print(slope.numpy(), offset.numpy())
