# CapsNet (Sabour et al. 2017) in small; as in the authors' code, the routing logits get no gradient
import numpy as np
import tensorflow as tf
from tensorflow.keras import backend, layers


def squash(v, axis=-1):
    sq = tf.reduce_sum(tf.square(v), axis=axis, keepdims=True)
    return sq / (1.0 + sq) * v / tf.sqrt(sq + 1e-7)


class Capsules(layers.Layer):
    def __init__(self, n_caps, dim, routings=3, **kwargs):
        super().__init__(**kwargs)
        self.n_caps, self.dim, self.routings = n_caps, dim, routings

    def build(self, shape):
        self.w = self.add_weight(name="w", shape=(shape[1], self.n_caps, shape[2], self.dim), initializer="glorot_uniform")

    def call(self, u):
        u_hat = tf.einsum("bid,ijdk->bijk", u, self.w)
        u_hat_stopped = tf.stop_gradient(u_hat)
        b = tf.zeros_like(u_hat[..., 0])
        for i in range(self.routings):
            c = tf.nn.softmax(b, axis=2)[..., None]
            if i == self.routings - 1:
                v = squash(tf.reduce_sum(c * u_hat, axis=1))
            else:
                v = squash(tf.reduce_sum(c * u_hat_stopped, axis=1))
                b += tf.reduce_sum(u_hat_stopped * v[:, None], axis=-1)
        return v


def margin_loss(y_true, y_pred):
    pos = y_true * tf.square(tf.maximum(0.0, 0.9 - y_pred))
    neg = 0.5 * (1.0 - y_true) * tf.square(tf.maximum(0.0, y_pred - 0.1))
    return tf.reduce_mean(tf.reduce_sum(pos + neg, axis=1))


image = layers.Input((14, 14, 1), name="image")
label = layers.Input((3,), name="label")
x = layers.Conv2D(8, 5, activation="relu", name="conv")(image)
x = layers.Conv2D(16, 3, strides=2, name="primary")(x)
x = layers.Reshape((-1, 8), name="primary_caps")(x)
x = layers.Lambda(squash, name="squash")(x)
digit = Capsules(3, 6, name="digit_caps")(x)
length = layers.Lambda(lambda v: tf.norm(v, axis=-1), output_shape=(3,), name="length")(digit)
masked = layers.Lambda(lambda a: tf.reduce_sum(a[0] * a[1][..., None], axis=1), output_shape=(6,), name="masked")([digit, label])
recon = layers.Dense(196, activation="sigmoid", name="recon")(layers.Dense(16, activation="relu", name="recon_hidden")(masked))
net = tf.keras.Model([image, label], [length, recon], name="capsnet")
net.compile(tf.keras.optimizers.Adam(1e-3), loss=[margin_loss, "mse"], loss_weights=[1.0, 0.392])

imgs = np.random.rand(36, 14, 14, 1).astype("float32")
labs = np.eye(3, dtype="float32")[np.random.randint(0, 3, 36)]
net.fit([imgs, labs], [labs, imgs.reshape(36, -1)], batch_size=12, epochs=2, verbose=2)
