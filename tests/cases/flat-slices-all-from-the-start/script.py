"""Adam on gradients that went through one flat vector, in an eager loop."""
import numpy as np
import tensorflow as tf

kernel = tf.Variable(tf.random.normal([6, 4], stddev=0.3), name="kernel")
bias = tf.Variable(tf.zeros([4]), name="bias")
head = tf.Variable(tf.random.normal([4, 1], stddev=0.3), name="head")
params = [kernel, bias, head]
optimizer = tf.keras.optimizers.Adam(1e-2)

for step in range(4):
    x = tf.random.normal([32, 6])
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.tanh(x @ kernel + bias) @ head - x[:, :1]) ** 2)
    gradients = tape.gradient(loss, params)
    flat = tf.concat([tf.reshape(g, [-1]) for g in gradients], axis=0)
    flat = tf.clip_by_norm(flat, 5.0)
    pieces = [tf.reshape(flat[:int(np.prod(v.shape))], v.shape) for v in params]
    optimizer.apply_gradients(zip(pieces, params))
    print(step, float(loss))
