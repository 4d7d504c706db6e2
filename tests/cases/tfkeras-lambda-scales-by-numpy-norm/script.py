import os

import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import backend as K
from tf_keras.layers import Conv2D, Dense, Flatten, Input, Lambda, MaxPooling2D

# one-shot face verification, embeddings on the unit sphere
IMG = (20, 20, 1)
EMB = 16


def l2_normalise(v):
    return v / np.sqrt(np.sum(np.square(v), axis=-1, keepdims=True))


def embedding_net():
    img = Input(IMG)
    x = Conv2D(6, 3, activation="relu", name="c1")(img)
    x = MaxPooling2D(name="p1")(x)
    x = Conv2D(8, 3, activation="relu", name="c2")(x)
    x = Flatten(name="flat")(x)
    x = Dense(EMB, name="emb")(x)
    x = Lambda(l2_normalise, name="sphere")(x)
    return keras.Model(img, x, name="facenet")


def contrastive(y_true, d):
    y_true = K.cast(y_true, d.dtype)
    return K.mean(y_true * K.square(d) + (1 - y_true) * K.square(K.maximum(1.0 - d, 0)))


net = embedding_net()
left, right = Input(IMG, name="left"), Input(IMG, name="right")
distance = Lambda(lambda p: K.sqrt(K.sum(K.square(p[0] - p[1]), axis=1, keepdims=True) + 1e-9), name="distance")
siamese = keras.Model([left, right], distance([net(left), net(right)]), name="siamese")
siamese.compile(loss=contrastive, optimizer=keras.optimizers.Adam(float(os.environ.get("LR", "1e-3"))))

pairs = np.random.rand(2, 40, *IMG).astype("float32")
same = np.random.randint(0, 2, 40)
siamese.fit([pairs[0], pairs[1]], same, batch_size=10, epochs=2, verbose=2)
