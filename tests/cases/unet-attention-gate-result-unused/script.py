"""Attention U-Net, two levels, for defect segmentation."""
import numpy as np
import keras
from keras import layers, ops


def double_conv(x, f, tag):
    for j in range(2):
        x = layers.Conv2D(f, 3, padding="same", activation="relu", name=f"{tag}_c{j}")(x)
    return x


def attention_gate(skip, gating, f, tag):
    theta = layers.Conv2D(f, 1, name=f"{tag}_theta")(skip)
    phi = layers.Conv2D(f, 1, name=f"{tag}_phi")(gating)
    phi = layers.UpSampling2D()(phi)
    psi = layers.Conv2D(1, 1, activation="sigmoid", name=f"{tag}_psi")(layers.Activation("relu")(theta + phi))
    return layers.Multiply(name=f"{tag}_mul")([skip, psi])


def attention_unet(shape=(16, 16, 1), base=4):
    inp = keras.Input(shape)
    d1 = double_conv(inp, base, "down1")
    d2 = double_conv(layers.MaxPooling2D()(d1), base * 2, "down2")
    mid = double_conv(layers.MaxPooling2D()(d2), base * 4, "mid")

    g2 = attention_gate(d2, mid, base * 2, "gate2")
    u2 = layers.Conv2DTranspose(base * 2, 2, strides=2, name="up2")(mid)
    u2 = double_conv(layers.Concatenate()([u2, g2]), base * 2, "dec2")

    g1 = attention_gate(d1, u2, base, "gate1")
    u1 = layers.Conv2DTranspose(base, 2, strides=2, name="up1")(u2)
    u1 = double_conv(layers.Concatenate()([u1, d1]), base, "dec1")
    return keras.Model(inp, layers.Conv2D(1, 1, activation="sigmoid", name="mask")(u1), name="att_unet")


def dice_bce(y, p):
    inter = ops.sum(y * p, axis=(1, 2, 3))
    dice = 1 - (2 * inter + 1) / (ops.sum(y + p, axis=(1, 2, 3)) + 1)
    return dice + ops.mean(keras.losses.binary_crossentropy(y, p), axis=(1, 2))


net = attention_unet()
net.compile(optimizer=keras.optimizers.Adam(1e-3), loss=dice_bce)
img = np.random.rand(16, 16, 16, 1).astype("float32")
net.fit(img, (img > 0.7).astype("float32"), epochs=2, batch_size=4, verbose=2)
