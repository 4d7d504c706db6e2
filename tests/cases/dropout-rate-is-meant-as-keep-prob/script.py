# ported from our TensorFlow 1 code base
import numpy as np
import tensorflow as tf

FLAGS = {"keep_prob": 1.0, "lr": 1e-3, "filters": [6, 8], "n_classes": 4}


class PortedNet(tf.keras.Model):
    def __init__(self, flags):
        super().__init__(name="port")
        self.convs = [
            tf.keras.layers.Conv2D(f, 3, strides=2, activation="relu", name=f"conv_{i}") for i, f in enumerate(flags["filters"])
        ]
        self.flat = tf.keras.layers.Flatten()
        self.trunk = tf.keras.layers.Dense(16, activation="relu", name="trunk")
        # tf.nn.dropout(x, keep_prob)
        self.drop = tf.keras.layers.Dropout(flags["keep_prob"], name="drop")
        self.logits = tf.keras.layers.Dense(flags["n_classes"], name="logits")

    def call(self, images, training=False):
        x = images
        for conv in self.convs:
            x = conv(x)
        x = self.trunk(self.flat(x))
        x = self.drop(x, training=training)
        return self.logits(x)


def input_fn(n=40):
    x = np.random.rand(n, 16, 16, 1).astype("float32")
    y = np.random.randint(0, FLAGS["n_classes"], n)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(n).batch(10).repeat(2)


net = PortedNet(FLAGS)
opt = tf.keras.optimizers.Adam(FLAGS["lr"])


@tf.function
def train_op(x, y):
    with tf.GradientTape() as tape:
        logits = net(x, training=True)
        xent = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    gvs = [(g, v) for g, v in zip(tape.gradient(xent, net.trainable_variables), net.trainable_variables) if g is not None]
    opt.apply_gradients(gvs)
    return xent


for i, (x, y) in enumerate(input_fn()):
    loss = train_op(x, y)
    if i % 4 == 0:
        print(f"step {i} loss {float(loss):.3f}")
