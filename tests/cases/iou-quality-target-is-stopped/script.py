import numpy as np
import tensorflow as tf

# Generalised focal loss for one box per cell: classification learns the IoU as a soft label.
tf.random.set_seed(17)
CELLS, FEAT, CLASSES = 9, 8, 3
g = tf.keras.initializers.GlorotNormal(seed=1)


class Head(tf.Module):
    def __init__(self):
        super().__init__(name="head")
        self.tower = tf.Variable(g([FEAT, 16]), name="tower")
        self.cls_w = tf.Variable(g([16, CLASSES]), name="cls_w")
        self.cls_b = tf.Variable(tf.fill([CLASSES], -2.0), name="cls_b")
        self.box_w = tf.Variable(g([16, 4]), name="box_w")
        self.box_scale = tf.Variable(1.0, name="box_scale")

    def __call__(self, f):
        h = tf.nn.relu(tf.tensordot(f, self.tower, 1))
        return tf.tensordot(h, self.cls_w, 1) + self.cls_b, tf.exp(self.box_scale * tf.tensordot(h, self.box_w, 1))


def iou_ltrb(p, t):
    inter = (tf.minimum(p[..., 0], t[..., 0]) + tf.minimum(p[..., 2], t[..., 2])) * \
            (tf.minimum(p[..., 1], t[..., 1]) + tf.minimum(p[..., 3], t[..., 3]))
    area = lambda b: (b[..., 0] + b[..., 2]) * (b[..., 1] + b[..., 3])
    return inter / (area(p) + area(t) - inter)


def quality_focal(logits, quality, beta=2.0):
    sigma = tf.sigmoid(logits)
    scale = tf.stop_gradient(tf.abs(quality - sigma) ** beta)
    return scale * tf.nn.sigmoid_cross_entropy_with_logits(labels=quality, logits=logits)


head = Head()
adam = tf.keras.optimizers.Adam(0.01)


@tf.function(reduce_retracing=True)
def fit_batch(f, cls, box):
    with tf.GradientTape() as tape:
        logits, pred = head(f)
        iou = iou_ltrb(pred, box)
        quality = tf.one_hot(cls, CLASSES) * tf.stop_gradient(iou)[..., None]
        weight = tf.stop_gradient(tf.reduce_max(tf.sigmoid(logits), axis=-1))
        cls_loss = tf.reduce_sum(quality_focal(logits, quality), axis=-1)
        loss = tf.reduce_mean(cls_loss) + 2.0 * tf.reduce_sum(weight * (1.0 - iou)) / tf.reduce_sum(weight)
    adam.apply_gradients(zip(tape.gradient(loss, head.trainable_variables), head.trainable_variables))
    return loss, tf.reduce_mean(iou)


for it in range(6):
    f = np.random.randn(16, CELLS, FEAT).astype("float32")
    cls = f[..., :CLASSES].argmax(-1).astype("int32")
    box = np.exp(0.3 * f[..., :4]).astype("float32")
    loss, iou = fit_batch(tf.constant(f), tf.constant(cls), tf.constant(box))
    print(f"{it} loss {loss:.3f} mean IoU {iou:.3f}")
