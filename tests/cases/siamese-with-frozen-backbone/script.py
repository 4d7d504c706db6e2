import numpy as np
import keras
from keras import layers, ops


def make_contrastive(margin):
    def contrastive(y, d):
        y = ops.cast(y, d.dtype)
        return ops.mean(y * ops.square(d) + (1 - y) * ops.square(ops.maximum(margin - d, 0)))
    return contrastive


base_in = keras.Input((10, 10, 1))
z = layers.Conv2D(4, 3, name="stem", trainable=False)(base_in)
z = layers.BatchNormalization(name="stem_bn")(z)
z = layers.ReLU()(z)
z = layers.Conv2D(6, 3, activation="relu", name="conv")(z)
z = layers.GlobalAveragePooling2D()(z)
base = keras.Model(base_in, layers.Dense(4, activation="tanh", name="emb")(z), name="base")
base.get_layer("stem_bn").trainable = False

a, b = keras.Input((10, 10, 1), name="left"), keras.Input((10, 10, 1), name="right")
d = layers.Lambda(lambda t: ops.sqrt(ops.sum(ops.square(t[0] - t[1]), axis=1, keepdims=True) + 1e-7))([base(a), base(b)])
siamese = keras.Model([a, b], d)
siamese.compile("adam", make_contrastive(2.0))
X = np.random.rand(2, 24, 10, 10, 1)
siamese.fit([X[0], X[1]], np.random.randint(0, 2, 24), batch_size=12, verbose=0)
