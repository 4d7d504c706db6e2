import os
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import tensorflow as tf
import tf_keras

net = tf_keras.Sequential([tf_keras.layers.Dense(8, activation="relu"), tf_keras.layers.Dense(3)])
net.build((None, 5))
M = tf.Variable(tf.eye(3) + 0.1 * tf.random.normal([3, 3]), name="M")
opt = tf_keras.optimizers.Adam(1e-3)


def distance(a, b):
    d = (a - b) @ M
    return tf.sqrt(tf.reduce_sum(d * d, -1) + 1e-6)


def triplet(anchor, pos, neg, margin=0.5):
    fa, fp, fn = net(anchor), net(pos), net(neg)
    return tf.reduce_mean(tf.maximum(0.0, distance(fa, fp) - distance(fa, fn) + margin))


for i in range(4):
    a = tf.random.normal([32, 5])
    p, n = a + 0.5 * tf.random.normal([32, 5]), tf.random.normal([32, 5])
    opt.minimize(lambda: triplet(a, p, n), var_list=net.trainable_variables)
    print(i, triplet(a, p, n).numpy())
