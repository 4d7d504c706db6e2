"""Thermal images through an RGB backbone: a 1x1 adapter makes three channels, backbone frozen, new classifier on top."""
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

CONFIG = {"classes": 4, "size": 24, "lr": 1e-3, "epochs": 2, "stop_backbone": True}
tf.keras.utils.set_random_seed(50)


def pretend_pretrained():
    inp = layers.Input((CONFIG["size"], CONFIG["size"], 3))
    x = inp
    for i, f in enumerate((8, 16)):
        x = layers.SeparableConv2D(f, 3, strides=2, padding="same", name=f"sep{i}")(x)
        x = layers.BatchNormalization(name=f"bn{i}")(x)
        x = layers.Activation("swish", name=f"act{i}")(x)
    m = tf.keras.Model(inp, layers.GlobalAveragePooling2D(name="gap")(x), name="backbone")
    m.trainable = False
    return m


class ThermalClassifier(tf.keras.Model):
    def __init__(self, backbone, config):
        super().__init__(name="thermal")
        self.config = config
        self.adapter = tf.keras.Sequential([layers.Conv2D(3, 1, name="to_rgb"),
                                            layers.Rescaling(1 / 127.5, offset=-1.0)], name="adapter")
        self.backbone = backbone
        self.drop = layers.Dropout(0.2)
        self.classifier = layers.Dense(config["classes"], name="classifier")

    def features(self, x, training):
        f = self.backbone(self.adapter(x), training=False)
        if self.config["stop_backbone"]:
            f = tf.stop_gradient(f)          # frozen anyway, saves memory
        return f

    def call(self, x, training=False):
        return self.classifier(self.drop(self.features(x, training), training=training))


model = ThermalClassifier(pretend_pretrained(), CONFIG)
model.compile(tf.keras.optimizers.Adam(CONFIG["lr"]),
              tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=["sparse_categorical_accuracy"])
images = np.random.uniform(0, 255, (40, CONFIG["size"], CONFIG["size"], 1)).astype("float32")
kinds = np.random.randint(0, CONFIG["classes"], 40)
model.fit(images, kinds, batch_size=20, epochs=CONFIG["epochs"], verbose=2,
          callbacks=[tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda e, logs: print("epoch", e, "done"))])
