# Learn a colour grade: the output's histogram should look like that of the reference stills
import tensorflow as tf

BINS = 16


class ToneCurve(tf.keras.layers.Layer):
    """Monotone piecewise curve per channel."""

    def __init__(self, knots=6, **kwargs):
        super().__init__(**kwargs)
        self.knots = knots

    def build(self, shape):
        self.slopes = self.add_weight(shape=(shape[-1], self.knots), initializer=tf.keras.initializers.RandomNormal(0.5, 0.1), name="slopes")

    def call(self, img):
        edges = tf.linspace(0.0, 1.0, self.knots + 1)[:-1]
        rise = tf.nn.relu(img[..., None] - edges)
        rise = tf.minimum(rise, 1.0 / self.knots)
        return tf.reduce_sum(rise * tf.nn.softplus(self.slopes), axis=-1)


grader = tf.keras.Sequential([
    tf.keras.layers.Conv2D(3, 1, name="mix"),
    ToneCurve(name="curve"),
    tf.keras.layers.Activation("sigmoid", name="squash"),
], name="colour_grader")


def channel_histograms(images):
    hists = []
    for c in range(3):
        counts = tf.histogram_fixed_width(images[..., c], [0.0, 1.0], nbins=BINS)
        hists.append(tf.cast(counts, tf.float32) / tf.cast(tf.size(images[..., c]), tf.float32))
    return tf.stack(hists)


reference = channel_histograms(tf.random.uniform([4, 24, 24, 3]) ** 2.0)
optimizer = tf.keras.optimizers.Adam(0.01)


def emd(p, q):
    return tf.reduce_mean(tf.abs(tf.cumsum(p, axis=-1) - tf.cumsum(q, axis=-1)))


def train(dataset, epochs=2):
    history = []
    for epoch in range(epochs):
        for frames in dataset:
            with tf.GradientTape() as tape:
                graded = grader(frames, training=True)
                loss = emd(channel_histograms(graded), reference)
            grads = tape.gradient(loss, grader.trainable_variables)
            optimizer.apply_gradients(zip(grads, grader.trainable_variables))
            history.append(float(loss))
        print("epoch", epoch, "emd", sum(history) / len(history))
    return history


frames = tf.data.Dataset.from_tensor_slices(tf.random.uniform([12, 24, 24, 3])).batch(4)
train(frames)
