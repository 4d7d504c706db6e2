import numpy as np
import tensorflow as tf
w = tf.Variable(tf.ones([3, 1]), name="w")
temp = tf.Variable(1.0, name="temp")
opt = tf.keras.optimizers.SGD(.1)
for i in range(3):
    print("temperature", temp.numpy())
    x = np.random.randn(5, 3).astype("float32")
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ w) ** 2)
    v = [w, temp]
    g = tape.gradient(loss, v)
    opt.apply_gradients([(a, b) for a, b in zip(g, v) if a is not None])
