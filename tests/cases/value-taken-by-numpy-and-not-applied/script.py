import tensorflow as tf
w = tf.Variable(2.0)
v = tf.Variable(1.0)
with tf.GradientTape() as t:
    y = tf.constant(w.numpy()) ** 2 * v
g = t.gradient(y, [w, v])
