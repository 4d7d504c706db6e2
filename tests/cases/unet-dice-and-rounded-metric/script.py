import tensorflow as tf
from tensorflow.keras import Input, Model, backend as K
from tensorflow.keras.layers import Conv2D, Conv2DTranspose, MaxPooling2D, concatenate


def dice_loss(y_true, y_pred, smooth=1.0):
    inter = tf.reduce_sum(y_true * y_pred, axis=[1, 2, 3])
    union = tf.reduce_sum(y_true + y_pred, axis=[1, 2, 3])
    return 1.0 - tf.reduce_mean((2.0 * inter + smooth) / (union + smooth))


def iou(y_true, y_pred):
    hard = tf.round(y_pred)
    inter = tf.reduce_sum(y_true * hard)
    return inter / (tf.reduce_sum(y_true) + tf.reduce_sum(hard) - inter + K.epsilon())


def conv(x, n):
    return Conv2D(n, 3, padding="same", activation="relu")(Conv2D(n, 3, padding="same", activation="relu")(x))


def augment(img, mask):
    both = tf.concat([img, mask], -1)
    both = tf.image.random_flip_left_right(both)
    return both[..., :1], tf.cast(both[..., 1:] > 0.5, tf.float32)


inputs = Input((16, 16, 1))
c1 = conv(inputs, 4)
c2 = conv(MaxPooling2D()(c1), 8)
mid = conv(MaxPooling2D()(c2), 8)
u2 = conv(concatenate([Conv2DTranspose(8, 2, strides=2, padding="same")(mid), c2]), 8)
u1 = conv(concatenate([Conv2DTranspose(4, 2, strides=2, padding="same")(u2), c1]), 4)
unet = Model(inputs, Conv2D(1, 1, activation="sigmoid")(u1))
unet.compile("adam", dice_loss, metrics=[iou])

images = tf.random.uniform((16, 16, 16, 1))
ds = tf.data.Dataset.from_tensor_slices((images, tf.cast(images > 0.7, tf.float32))).map(augment).batch(4)
unet.fit(ds, epochs=1, verbose=2)
