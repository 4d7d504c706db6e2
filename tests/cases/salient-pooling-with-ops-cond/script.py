"""Emotion detection: softmax pooling over time picks the salient frames; argmax is only logged.
TimeDistributed CNN + ConvLSTM features, with keras.ops.cond for optional time masking."""
import numpy as np
import keras
from keras import layers, ops


class TimeMask(layers.Layer):
    def __init__(self, p=0.5, **kw):
        super().__init__(**kw)
        self.p = p
        self.seed = keras.random.SeedGenerator(3)

    def build(self, shape):
        self.fill = self.add_weight(shape=(shape[-1],), initializer="zeros", name="fill")

    def call(self, x, training=False):
        if not training:
            return x

        def masked():
            steps = ops.shape(x)[1]
            keep = ops.cast(ops.arange(steps) % 3 != 0, x.dtype)[None, :, None]
            return x * keep + (1 - keep) * self.fill

        return ops.cond(keras.random.uniform((), seed=self.seed) < self.p, masked, lambda: x)


class SalientPool(layers.Layer):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.score = layers.Dense(1, use_bias=False, name="score")
        self.peak = keras.metrics.Mean(name="peak_frame")

    def call(self, x):
        a = ops.softmax(self.score(x), axis=1)
        self.peak.update_state(ops.argmax(a, axis=1))
        return ops.sum(a * x, axis=1)


video = keras.Input((6, 10, 10, 1), name="video")
x = layers.TimeDistributed(layers.Conv2D(4, 3, activation="relu", name="conv"), name="td_conv")(video)
x = layers.ConvLSTM2D(4, 3, return_sequences=True, name="convlstm")(x)
x = layers.TimeDistributed(layers.GlobalAveragePooling2D())(x)
x = TimeMask(name="mask")(x)
x = layers.Bidirectional(layers.SimpleRNN(6, return_sequences=True), merge_mode="mul", name="bi")(x)
x = SalientPool(name="pool")(x)
model = keras.Model(video, layers.Dense(4, activation="softmax", name="emotion")(x))
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
clips = np.random.rand(24, 6, 10, 10, 1).astype("float32")
model.fit(clips, np.random.randint(0, 4, 24), batch_size=8, epochs=2, verbose=2)
