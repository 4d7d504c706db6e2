import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

CLASSES, ANCHORS = 3, 16
keras.utils.set_random_seed(10)


def build_ssd():
    img = keras.Input((16, 16, 3), name="img")
    f = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu", name="f1")(img)
    f = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu", name="f2")(f)
    cls = layers.Reshape((ANCHORS, CLASSES + 1), name="cls")(layers.Conv2D(CLASSES + 1, 3, padding="same", name="cls_conv")(f))
    box_tower = layers.Conv2D(8, 3, padding="same", activation="relu", name="box_tower")(f)
    box = layers.Reshape((ANCHORS, 4), name="box")(layers.Conv2D(4, 3, padding="same", name="box_conv")(box_tower))
    return keras.Model(img, [cls, box], name="ssd")


def smooth_l1(t):
    a = tf.abs(t)
    return tf.where(a < 1.0, 0.5 * t * t, a - 0.5)


def multibox_loss(cls_true, box_true, cls_pred, box_pred):
    ce = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=cls_true, logits=cls_pred)
    positive = cls_true > 0
    n_pos = tf.reduce_sum(tf.cast(positive, tf.float32))
    # boxes only count where there is an object
    localisation = tf.reduce_sum(smooth_l1(tf.boolean_mask(box_pred - box_true, positive)))
    return (tf.reduce_sum(ce) / ANCHORS + localisation) / tf.maximum(n_pos, 1.0), n_pos


ssd = build_ssd()
opt = keras.optimizers.SGD(0.01, momentum=0.9)


@tf.function
def train(img, cls_true, box_true):
    with tf.GradientTape() as tape:
        cls_pred, box_pred = ssd(img, training=True)
        loss, n_pos = multibox_loss(cls_true, box_true, cls_pred, box_pred)
    grads = tape.gradient(loss, ssd.trainable_weights)
    opt.apply_gradients(zip(grads, ssd.trainable_weights))
    return loss, n_pos


images = np.random.rand(24, 16, 16, 3).astype("float32")
cls = np.zeros((24, ANCHORS), "int32")
cls[8:] = np.random.randint(0, CLASSES + 1, (16, ANCHORS))       # the file starts with background pictures
boxes = np.random.rand(24, ANCHORS, 4).astype("float32")
for b in range(3):
    s = slice(8 * b, 8 * b + 8)
    loss, n = train(tf.constant(images[s]), tf.constant(cls[s]), tf.constant(boxes[s]))
    print(f"batch {b}: loss {float(loss):.3f}, {int(n)} positive anchors")
