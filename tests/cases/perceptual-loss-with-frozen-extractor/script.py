import tensorflow as tf
from tensorflow.keras import layers

extractor = tf.keras.Sequential([
    layers.Input((16, 16, 3)),
    layers.Conv2D(6, 3, activation="relu", name="block1"),
    layers.Conv2D(6, 3, activation="relu", name="block2"),
], name="extractor")
for layer in extractor.layers:
    layer.trainable = False

net = tf.keras.Sequential([
    layers.Input((16, 16, 3)),
    layers.Conv2D(6, 3, padding="same", activation="relu", name="in_conv"),
    layers.DepthwiseConv2D(3, padding="same", name="dw"),
    layers.Conv2D(3, 1, activation="sigmoid", name="out_conv"),
], name="transform")
opt = tf.keras.optimizers.Adam(1e-3)


def perceptual(a, b):
    fa, fb = extractor(a), tf.stop_gradient(extractor(b))
    return tf.reduce_mean((fa - fb) ** 2)


@tf.function
def step(noisy, clean):
    with tf.GradientTape() as tape:
        out = net(noisy, training=True)
        loss = perceptual(out, clean) + 0.1 * tf.reduce_mean(1.0 - tf.image.ssim(out, clean, 1.0, filter_size=5))
    grads = tape.gradient(loss, net.trainable_variables)
    opt.apply_gradients(zip(grads, net.trainable_variables))
    return loss


clean = tf.random.uniform([8, 16, 16, 3])
for _ in range(3):
    print(step(tf.clip_by_value(clean + 0.1 * tf.random.normal(clean.shape), 0, 1), clean).numpy())
