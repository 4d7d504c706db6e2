"""Single-scale anchor-free detector (toy). Loss = class BCE + GIoU-free L1 boxes; mAP-ish metric through NMS."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

GRID, CLASSES, CH = 6, 3, 16
tf.keras.utils.set_random_seed(9)


class DetectionHead(layers.Layer):
    def __init__(self, channels, classes, **kw):
        super().__init__(**kw)
        self.stem = layers.Conv2D(channels, 3, padding="same", activation="swish", name="stem")
        self.cls = layers.Conv2D(classes, 1, name="cls")
        self.box = layers.Conv2D(4, 1, name="box")
        self.obj_conv = layers.Conv2D(channels // 2, 3, padding="same", activation="swish", name="obj_conv")
        self.obj = layers.Conv2D(1, 1, name="obj")

    def call(self, f):
        f = self.stem(f)
        return {"cls": self.cls(f), "box": self.box(f), "obj": self.obj(self.obj_conv(f))}


class Detector(tf.keras.Model):
    def __init__(self):
        super().__init__(name="detector")
        self.c1 = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu", name="c1")
        self.c2 = layers.Conv2D(CH, 3, strides=2, padding="same", activation="relu", name="c2")
        self.head = DetectionHead(CH, CLASSES, name="head")

    def call(self, img):
        return self.head(self.c2(self.c1(img)))

    def decode(self, out):
        score = tf.sigmoid(out["obj"]) * tf.sigmoid(out["cls"])
        flat = tf.reshape(score, [tf.shape(score)[0], GRID * GRID, CLASSES])
        boxes = tf.reshape(tf.sigmoid(out["box"]), [tf.shape(score)[0], GRID * GRID, 1, 4])
        return tf.image.combined_non_max_suppression(boxes, flat, 5, 10, score_threshold=0.05)


net = Detector()
opt = tf.keras.optimizers.Adam(1e-3)


def detection_loss(out, target):
    fg = target["fg"]
    n = tf.maximum(tf.reduce_sum(fg), 1.0)
    cls = tf.nn.sigmoid_cross_entropy_with_logits(labels=target["cls"] * fg, logits=out["cls"])
    box = tf.abs(tf.sigmoid(out["box"]) - target["box"]) * fg
    return tf.reduce_sum(cls) / n + 2.0 * tf.reduce_sum(box) / n


@tf.function
def train_on(img, target):
    with tf.GradientTape() as tape:
        out = net(img)
        loss = detection_loss(out, target)
    weights = net.trainable_weights
    opt.apply_gradients(zip(tape.gradient(loss, weights), weights))
    kept = net.decode(out)
    return loss, tf.reduce_mean(tf.cast(kept.valid_detections, tf.float32))


def fake_batch(n=8):
    img = np.random.rand(n, 24, 24, 3).astype("float32")
    fg = (np.random.rand(n, GRID, GRID, 1) < 0.2).astype("float32")
    cls = np.eye(CLASSES, dtype="float32")[np.random.randint(0, CLASSES, (n, GRID, GRID))]
    return img, {"fg": fg, "cls": cls, "box": np.random.rand(n, GRID, GRID, 4).astype("float32")}


for it in range(4):
    loss, n_det = train_on(*fake_batch())
    print(f"iter {it} loss {loss:.3f} detections/img {n_det:.1f}")
