# U-Net style denoiser; which layers get which learning rate is written in groups.ini
import configparser
import re
from pathlib import Path

import numpy as np
import tensorflow as tf

import trainer


def unet(size=16):
    inp = tf.keras.Input((size, size, 1), name="noisy")
    e1 = tf.keras.layers.Conv2D(4, 3, padding="same", activation="relu", name="enc1")(inp)
    e2 = tf.keras.layers.Conv2D(8, 3, strides=2, padding="same", activation="relu", name="enc2")(e1)
    mid = tf.keras.layers.Conv2D(8, 3, padding="same", activation="relu", name="bottleneck")(e2)
    up = tf.keras.layers.UpSampling2D(name="up")(mid)
    d1 = tf.keras.layers.Conv2D(4, 3, padding="same", activation="relu", name="dec1")(
        tf.keras.layers.Concatenate(name="skip")([up, e1]))
    out = tf.keras.layers.Conv2D(1, 1, name="out")(d1)
    return tf.keras.Model(inp, out, name="unet")


def read_groups(path, variables):
    ini = configparser.ConfigParser()
    ini.read(path)
    groups = []
    for section in ini.sections():
        pattern = re.compile(ini[section]["layers"])
        members = [v for v in variables if pattern.match(v.path)]
        groups.append((section, members, tf.keras.optimizers.Adam(ini[section].getfloat("lr"))))
    return groups


def main():
    tf.keras.utils.set_random_seed(3)
    model = unet()
    groups = read_groups(Path(__file__).with_name("groups.ini"), model.trainable_variables)
    for name, members, _ in groups:
        print(f"{name}: {len(members)} variables")
    clean = np.random.rand(24, 16, 16, 1).astype("float32")
    trainer.run(model, groups, clean, epochs=2)


if __name__ == "__main__":
    main()
