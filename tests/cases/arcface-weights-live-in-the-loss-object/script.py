import math

import numpy as np
import keras
from keras import layers, ops

EMB, N_PEOPLE = 8, 6


@keras.saving.register_keras_serializable(package="faces")
class ArcFaceLoss(keras.losses.Loss):
    """Additive angular margin. Holds the class centres, so the network itself stays an embedder."""

    def __init__(self, n_classes, dim, margin=0.3, scale=16.0, name="arcface"):
        super().__init__(name=name)
        self.n_classes = n_classes
        self.margin, self.scale = margin, scale
        init = keras.initializers.GlorotUniform(seed=1)
        self.centres = keras.Variable(init((dim, n_classes)), trainable=True, name="class_centres")

    def call(self, y_true, embedding):
        w = ops.normalize(self.centres, axis=0)
        x = ops.normalize(embedding, axis=-1)
        cosine = ops.clip(ops.matmul(x, w), -1.0 + 1e-6, 1.0 - 1e-6)
        theta = ops.arccos(cosine)
        target = ops.one_hot(ops.cast(ops.reshape(y_true, (-1,)), "int32"), self.n_classes)
        with_margin = ops.cos(ops.minimum(theta + self.margin, math.pi))
        logits = self.scale * ops.where(target > 0, with_margin, cosine)
        return ops.categorical_crossentropy(target, logits, from_logits=True)


def embedder():
    net = keras.Sequential(name="embedder")
    net.add(keras.Input((24, 24, 1)))
    for i, f in enumerate((6, 12)):
        net.add(layers.SeparableConv2D(f, 3, strides=2, activation="relu", name=f"sep_{i}"))
    net.add(layers.GlobalAveragePooling2D(name="gap"))
    net.add(layers.Dropout(0.2))
    net.add(layers.Dense(EMB, name="embedding"))
    return net


faces = np.random.rand(48, 24, 24, 1).astype("float32")
people = np.random.randint(0, N_PEOPLE, size=(48, 1))

model = embedder()
arcface = ArcFaceLoss(N_PEOPLE, EMB)
before = np.array(arcface.centres)
model.compile(optimizer=keras.optimizers.AdamW(1e-3, weight_decay=1e-4), loss=arcface)
model.fit(faces, people, batch_size=16, epochs=2, verbose=2)
print("centres moved by", float(np.abs(before - np.array(arcface.centres)).max()))
