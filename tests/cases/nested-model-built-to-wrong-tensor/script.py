import numpy as np
import keras
from keras import layers


def backbone(channels):
    i = keras.Input((12, 2))
    h = layers.Conv1D(channels, 3, activation="relu", name="c1")(i)
    h = layers.Conv1DTranspose(channels, 3, name="up")(h)
    return keras.Model(i, h, name="backbone")


def build():
    i = keras.Input((12, 2), name="ecg")
    feats = backbone(6)(i)
    feats = layers.GlobalAveragePooling1D(name="gap")(feats)
    z = layers.BatchNormalization(name="bn")(feats)
    logits = layers.Dense(6, name="logits")(z)
    return keras.Model(i, feats)


net = build()
net.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
net.fit(np.random.randn(30, 12, 2), np.random.randint(0, 6, 30), verbose=0)
