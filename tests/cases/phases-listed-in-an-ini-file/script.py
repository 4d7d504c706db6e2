import configparser
import os
import textwrap
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

# every section is a phase: which layers move, how long, how fast
DEFAULT = textwrap.dedent("""
    [warmup]
    train = head
    epochs = 1
    lr = 0.01

    [middle]
    train = head, block2
    epochs = 1
    lr = 0.003

    [all]
    train = head, block2, block1
    epochs = 1
    lr = 0.0005
""")


def phases():
    ini = configparser.ConfigParser()
    path = os.environ.get("PHASES_FILE", "")
    if path and Path(path).is_file():
        ini.read(path)
    else:
        ini.read_string(DEFAULT)
    for name in ini.sections():
        section = ini[name]
        yield name, {s.strip() for s in section["train"].split(",")}, section.getint("epochs"), section.getfloat("lr")


def block(filters, name):
    return keras.Sequential([
        keras.layers.Conv2D(filters, 3, padding="same", use_bias=False, name="conv"),
        keras.layers.BatchNormalization(name="bn"),
        keras.layers.ReLU(name="relu"),
        keras.layers.MaxPooling2D(name="pool"),
    ], name=name)


inputs = keras.Input((16, 16, 3))
x = block(6, "block1")(inputs)
x = block(8, "block2")(x)
x = keras.layers.GlobalAveragePooling2D(name="gap")(x)
outputs = keras.layers.Dense(4, name="head")(x)
model = keras.Model(inputs, outputs, name="birds")

images = np.random.rand(32, 16, 16, 3).astype("float32")
labels = np.random.randint(0, 4, 32)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

for name, moving, epochs, lr in phases():
    for layer in model.layers:
        layer.trainable = layer.name in moving
    model.compile(keras.optimizers.SGD(lr, momentum=0.9, nesterov=True), loss, metrics=["accuracy"])
    n = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    h = model.fit(images, labels, batch_size=8, epochs=epochs, verbose=0)
    print(f"{name:8s} {n:5d} weights move, loss {h.history['loss'][-1]:.4f}")
