import tensorflow as tf
from tensorflow import keras

pre = keras.layers.Dense(6, name="pre")
post = keras.layers.Dense(1, name="post")
optimizer = keras.optimizers.Adam(1e-2)


def wiggle(t):
    # easier to debug in eager
    if tf.reduce_max(t) > 100.0:
        print("exploding", t.numpy().max())
    return tf.sin(t) + 0.1 * t


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        h = pre(x)
        z = tf.py_function(wiggle, [h], tf.float32)
        z.set_shape(h.shape)
        loss = tf.reduce_mean((post(z) - y) ** 2)
    w = pre.trainable_weights + post.trainable_weights
    optimizer.apply_gradients(zip(tape.gradient(loss, w), w))
    return loss


pre.build((None, 3)); post.build((None, 6))
optimizer.build(pre.trainable_weights + post.trainable_weights)
for _ in range(3):
    x = tf.random.normal([10, 3])
    tf.print(train_step(x, tf.reduce_sum(x, 1, True)))
