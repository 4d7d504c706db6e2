import tensorflow as tf
from tensorflow import keras

SIZE, POINTS = 12, 3


def heatmap_to_xy(maps):
    flat = tf.reshape(maps, [-1, SIZE * SIZE, POINTS])
    best = tf.argmax(flat, axis=1)
    ys, xs = best // SIZE, best % SIZE
    return tf.cast(tf.stack([xs, ys], axis=-1), tf.float32) / SIZE


def point_distance(weight=10.0):
    def loss(y_true, y_pred):
        return weight * tf.reduce_mean(tf.norm(y_true - heatmap_to_xy(y_pred) + 1e-6, axis=-1))
    return loss


pose = keras.Sequential([
    keras.Input((SIZE, SIZE, 1)),
    keras.layers.Conv2D(8, 3, padding="same", activation="relu", name="c1"),
    keras.layers.Conv2D(POINTS, 3, padding="same", name="c2"),
], name="pose")
pose.compile(keras.optimizers.Adam(), loss=point_distance())

images = tf.random.uniform((32, SIZE, SIZE, 1))
points = tf.random.uniform((32, POINTS, 2))
pose.fit(images, points, batch_size=8)
