"""Style transfer on noise: change the picture, keep the network."""
import tensorflow as tf

features = tf.keras.Sequential([
    tf.keras.Input((24, 24, 3)),
    tf.keras.layers.Conv2D(6, 3, activation="relu"),
    tf.keras.layers.Conv2D(8, 3, activation="relu"),
], name="features")
features.trainable = False


def gram(t):
    r = tf.einsum("bijc,bijd->bcd", t, t)
    return r / tf.cast(tf.shape(t)[1] * tf.shape(t)[2], tf.float32)


style = gram(features(tf.random.uniform([1, 24, 24, 3])))
canvas = tf.Variable(tf.random.uniform([1, 24, 24, 3]), trainable=False, name="canvas")
opt = tf.keras.optimizers.Adam(0.02)


@tf.function
def paint():
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((gram(features(canvas)) - style) ** 2)
    grad = tape.gradient(loss, canvas)
    opt.apply_gradients([(grad, canvas)])
    return loss


for i in range(3):
    tf.print(paint())
