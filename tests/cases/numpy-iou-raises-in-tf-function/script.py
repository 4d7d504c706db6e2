import numpy as np
import tensorflow as tf

"""Soft-IoU segmentation. Worked in eager mode, now with @tf.function for speed."""

conv_params = [
    tf.Variable(tf.random.normal([3, 3, 1, 6], stddev=0.3), name="conv1_w"),
    tf.Variable(tf.zeros([6]), name="conv1_b"),
    tf.Variable(tf.random.normal([3, 3, 6, 1], stddev=0.3), name="conv2_w"),
    tf.Variable(tf.zeros([1]), name="conv2_b"),
]


def segment(images):
    w1, b1, w2, b2 = conv_params
    h = tf.nn.relu(tf.nn.conv2d(images, w1, strides=1, padding="SAME") + b1)
    return tf.sigmoid(tf.nn.conv2d(h, w2, strides=1, padding="SAME") + b2)


def soft_iou(mask, prob):
    inter = tf.reduce_sum(mask * prob, axis=[1, 2, 3])
    union = tf.reduce_sum(mask + prob - mask * prob, axis=[1, 2, 3])
    return inter / union


def iou_loss(mask, prob, ignore_empty=True):
    iou = soft_iou(mask, prob)
    if ignore_empty:
        weight = np.asarray(tf.reduce_max(mask, axis=[1, 2, 3]) > 0, dtype=np.float32)
        iou = np.average(iou.numpy(), weights=weight + 1e-6)
    return 1.0 - tf.reduce_mean(iou)


optimizer = tf.keras.optimizers.Adam(1e-2)


@tf.function
def train_step(images, masks):
    with tf.GradientTape() as tape:
        loss = iou_loss(masks, segment(images))
    grads = tape.gradient(loss, conv_params)
    optimizer.apply_gradients(zip(grads, conv_params))
    return loss


yy, xx = np.mgrid[:12, :12]
cx, cy = np.random.uniform(3, 9, (2, 24, 1, 1))
masks = ((xx - cx) ** 2 + (yy - cy) ** 2 < 9).astype("float32")[..., None]
images = masks + 0.3 * np.random.randn(*masks.shape).astype("float32")
for epoch in range(3):
    print(epoch, train_step(tf.constant(images), tf.constant(masks)).numpy())
