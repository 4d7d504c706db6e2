# colour transfer: make the histogram of the output equal to that of the style image
import tensorflow as tf
from tensorflow.keras import layers

BINS = 16


class ColourNet(tf.keras.Model):
    def __init__(self):
        super().__init__(name="colour_net")
        self.c1 = layers.Conv2D(8, 1, activation="relu", name="c1")
        self.c2 = layers.Conv2D(3, 1, activation="sigmoid", name="c2")

    def call(self, image):
        return self.c2(self.c1(image))


def channel_histogram(image, channel):
    values = tf.reshape(image[..., channel], [-1])
    h = tf.histogram_fixed_width(values, [0.0, 1.0], nbins=BINS)
    h = tf.cast(h, tf.float32)
    return h / tf.reduce_sum(h)


def histogram_loss(output, style):
    loss = 0.0
    for channel in range(3):
        cdf_out = tf.cumsum(channel_histogram(output, channel))
        cdf_style = tf.cumsum(channel_histogram(style, channel))
        loss += tf.reduce_sum(tf.abs(cdf_out - cdf_style))
    return loss


exposure = tf.Variable(1.0, name="exposure")
net = ColourNet()
optimizer = tf.keras.optimizers.Adam(1e-2)
content, style = tf.random.uniform([1, 12, 12, 3]), tf.random.uniform([1, 12, 12, 3], maxval=0.6)

for step in range(3):
    with tf.GradientTape() as tape:
        out = net(content)
        loss = histogram_loss(out, style)
        # keep the brightness near that of the style
        loss += 0.1 * tf.square(exposure - tf.reduce_mean(style))
    variables = net.trainable_variables + [exposure]
    grads = tape.gradient(loss, variables)
    optimizer.apply_gradients([(g, v) for g, v in zip(grads, variables) if g is not None])
    print("step", step, "histogram loss", loss.numpy(), "exposure", exposure.numpy())
