# mini CLIP: image tower + text tower, symmetric InfoNCE
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

DIM = 16


def project(x, name):
    return layers.UnitNormalization(name=name + "_norm")(layers.Dense(DIM, use_bias=False, name=name + "_proj")(x))


def make_image_tower():
    inp = keras.Input((16, 16, 3))
    x = layers.SeparableConv2D(12, 3, strides=2, activation="swish", name="sep1")(inp)
    x = layers.SeparableConv2D(16, 3, strides=2, activation="swish", name="sep2")(x)
    return keras.Model(inp, project(layers.GlobalAveragePooling2D()(x), "img"), name="image_tower")


def make_text_tower():
    inp = keras.Input((8,), dtype="int32")
    x = layers.Embedding(64, 16, mask_zero=True, name="wte")(inp)
    x = layers.LSTM(16, name="reader")(x)
    return keras.Model(inp, project(x, "txt"), name="text_tower")


class MiniCLIP(keras.Model):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.image_tower = make_image_tower()
        self.text_tower = make_text_tower()
        self.logit_scale = self.add_weight(shape=(), initializer=keras.initializers.Constant(2.0), name="logit_scale")
        self.loss_metric = keras.metrics.Mean(name="loss")

    def call(self, batch):
        return self.image_tower(batch["image"]), self.text_tower(batch["caption"])

    def train_step(self, batch):
        labels = tf.range(tf.shape(batch["image"])[0])
        # captions repeat within the epoch, no need to run the LSTM inside the tape every time
        txt = self.text_tower(batch["caption"], training=True)
        with tf.GradientTape() as tape:
            img = self.image_tower(batch["image"], training=True)
            logits = tf.exp(self.logit_scale) * tf.matmul(img, txt, transpose_b=True)
            i2t = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
            t2i = keras.losses.sparse_categorical_crossentropy(labels, tf.transpose(logits), from_logits=True)
            loss = tf.reduce_mean(i2t + t2i) / 2.0
        grads = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(grads, self.trainable_variables)
        self.loss_metric.update_state(loss)
        return {"loss": self.loss_metric.result()}


images = np.random.rand(64, 16, 16, 3).astype("float32")
captions = np.random.randint(1, 64, size=(64, 8)).astype("int32")
ds = tf.data.Dataset.from_tensor_slices({"image": images, "caption": captions}).shuffle(64).batch(16, drop_remainder=True)
clip = MiniCLIP(name="clip")
clip.compile(optimizer=keras.optimizers.Adam(1e-3))
clip.fit(ds, epochs=2, verbose=2)
