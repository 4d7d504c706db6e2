# multimodal late fusion. run_eagerly because I print the gate while debugging
import numpy as np
import tensorflow as tf
from tensorflow import keras


class GatedFusion(keras.layers.Layer):
    def build(self, input_shape):
        self.gate = self.add_weight(shape=(), initializer="zeros", name="gate")
        self.history = []

    def call(self, inputs):
        audio, video = inputs
        g = tf.sigmoid(self.gate).numpy()
        self.history.append(g)
        return g * audio + (1.0 - g) * video


class Fusion(keras.Model):
    def __init__(self):
        super().__init__(name="fusion")
        self.audio = keras.layers.Dense(8, activation="relu", name="audio")
        self.video = keras.Sequential([keras.layers.Dense(12, activation="relu", name="v1"),
                                       keras.layers.Dense(8, name="v2")], name="video")
        self.fuse = GatedFusion(name="fuse")
        self.out = keras.layers.Dense(1, activation="sigmoid", name="out")

    def call(self, inputs):
        a, v = self.audio(inputs["audio"]), self.video(inputs["video"])
        return self.out(self.fuse([a, v]))


rng = np.random.default_rng(5)
inputs = {"audio": rng.normal(size=(40, 6)).astype("float32"), "video": rng.normal(size=(40, 20)).astype("float32")}
target = rng.integers(0, 2, size=(40, 1))

net = Fusion()
net.compile(optimizer="adam", loss="binary_crossentropy", metrics=["AUC"], run_eagerly=True)
net.fit(inputs, target, epochs=2, batch_size=10, verbose=0)
print("gate over time:", net.fuse.history[:5], "...")
