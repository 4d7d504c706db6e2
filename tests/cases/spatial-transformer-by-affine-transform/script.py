"""Spatial transformer network on jittered digits. keras.ops has an affine_transform now, so no hand-written sampler needed."""
import numpy as np
import keras
from keras import layers, ops

SIZE = 20


def localisation_net():
    net = keras.Sequential(name="localiser")
    net.add(keras.Input((SIZE, SIZE, 1)))
    net.add(layers.Conv2D(6, 5, strides=2, activation="relu", name="loc_conv"))
    net.add(layers.Flatten(name="loc_flat"))
    net.add(layers.Dense(16, activation="relu", name="loc_hidden"))
    # starts at the identity transform
    net.add(layers.Dense(6, kernel_initializer=keras.initializers.RandomNormal(stddev=1e-3),
                         bias_initializer=lambda shape, dtype=None: ops.convert_to_tensor([1.0, 0, 0, 0, 1, 0]), name="theta"))
    return net


class Warp(layers.Layer):
    def call(self, images, theta):
        # the op wants eight numbers: the last two are for perspective
        zeros = ops.zeros((ops.shape(theta)[0], 2))
        transform = ops.concatenate([theta, zeros], axis=-1)
        return ops.image.affine_transform(images, transform, interpolation="bilinear", fill_mode="constant")

    def compute_output_shape(self, images_shape, theta_shape):
        return images_shape


def build_stn(n_classes=10):
    image = keras.Input((SIZE, SIZE, 1), name="image")
    theta = localisation_net()(image)
    straight = Warp(name="warp")(image, theta)
    x = layers.Conv2D(8, 3, activation="relu", name="cls_conv")(straight)
    x = layers.MaxPooling2D(name="cls_pool")(x)
    x = layers.Flatten(name="cls_flat")(x)
    return keras.Model(image, layers.Dense(n_classes, activation="softmax", name="cls_out")(x), name="stn")


stn = build_stn()
stn.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
digits = np.random.rand(48, SIZE, SIZE, 1).astype("float32")
labels = np.random.randint(0, 10, 48)
stn.fit(digits, labels, validation_split=0.25, epochs=2, batch_size=12, verbose=2)
