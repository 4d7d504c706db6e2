"""Detector toy: own optimizer for each part, chosen by name prefix."""
import tensorflow as tf
from tensorflow.keras import layers


class Detector(tf.keras.Model):
    def __init__(self):
        super().__init__(name="det")
        self.backbone = layers.Conv1D(6, 3, strides=2, activation="relu", name="backbone")
        self.neck = layers.Conv1D(6, 1, activation="relu", name="neck")
        self.box = layers.Dense(2, name="box_head")
        self.cls = layers.Dense(3, name="cls_head")

    def call(self, x):
        f = tf.reduce_max(self.neck(self.backbone(x)), axis=1)
        return self.box(f), self.cls(f)


OPTIMIZERS = {
    "backbone": tf.keras.optimizers.SGD(1e-3, momentum=0.9),
    "box_head": tf.keras.optimizers.Adam(1e-3),
    "cls_head": tf.keras.optimizers.Adam(3e-3),
}


class MultiOptimizer:
    def __init__(self, table):
        self.table = table

    def apply(self, grads, variables):
        for prefix, opt in self.table.items():
            mine = [(g, v) for g, v in zip(grads, variables) if v.path.split("/")[1] == prefix]
            if mine:
                opt.apply_gradients(mine)


model = Detector()
model(tf.zeros([1, 20, 3]))
multi = MultiOptimizer(OPTIMIZERS)


@tf.function
def train_step(x, box, label):
    with tf.GradientTape() as tape:
        b, c = model(x, training=True)
        loss = tf.reduce_mean(tf.abs(b - box)) + tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(label, c))
    grads = tape.gradient(loss, model.trainable_variables)
    multi.apply(grads, model.trainable_variables)
    return loss


for it in range(5):
    x = tf.random.normal([16, 20, 3])
    box = tf.stack([tf.reduce_mean(x, [1, 2]), tf.reduce_max(x, [1, 2])], axis=1)
    label = tf.cast(tf.argmax(tf.reduce_mean(x, 1), -1), tf.int32)
    print("it", it, float(train_step(x, box, label)))
