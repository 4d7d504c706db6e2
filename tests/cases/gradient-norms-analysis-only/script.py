import numpy as np
import tensorflow as tf

# how deep can a plain tanh network get before its gradients vanish?
for depth in (4,):
    net = tf.keras.Sequential([tf.keras.Input((10,))] + [tf.keras.layers.Dense(10, activation="tanh", name=f"layer{i}") for i in range(depth)], name="deep")
    x = tf.random.normal([64, 10])
    with tf.GradientTape() as tape:
        out = tf.reduce_mean(tf.square(net(x)))
    grads = tape.gradient(out, net.trainable_variables)
    for v, g in zip(net.trainable_variables, grads):
        print(f"{v.path:24s} {np.linalg.norm(g.numpy()):.2e}")
