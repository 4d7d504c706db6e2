import datetime
import os
import sys
import tempfile

import numpy as np
import tensorflow as tf


class Tee:
    """print to the screen and to log.txt"""

    def __init__(self, path):
        self.file = open(path, "w")
        self.stream = sys.stdout

    def write(self, text):
        self.file.write(text)
        self.stream.write(text)

    def flush(self):
        self.file.flush()
        self.stream.flush()


run_dir = tempfile.mkdtemp(prefix=datetime.date.today().strftime("run_%m%d_"))
os.chdir(run_dir)
sys.stdout = Tee("log.txt")
print("logging to", os.getcwd())
os.system("echo started by $USER >> note.txt; cat note.txt")

# ---- star counts per pixel patch: the network predicts a rate, we compare counts
BINS = 8
net = tf.keras.Sequential([
    tf.keras.Input((6, 6, 1)),
    tf.keras.layers.Conv2D(6, 3, activation="relu", name="conv"),
    tf.keras.layers.Flatten(name="flat"),
    tf.keras.layers.Dense(BINS, activation="softplus", name="rate"),
], name="counter")
calibration = tf.Variable(tf.ones([BINS]), name="calibration")
opt = tf.keras.optimizers.Adam(1e-3)
ckpt = tf.train.Checkpoint(net=net, calibration=calibration, opt=opt)
manager = tf.train.CheckpointManager(ckpt, "ckpt", max_to_keep=2)


def expected_counts(patch):
    rate = net(patch, training=True)
    # detectors count whole photons
    counts = tf.cast(rate * 10.0, tf.int32)
    return tf.cast(counts, tf.float32) * calibration


def poisson(y, mu):
    return tf.reduce_mean(mu - y * tf.math.log(mu + 1e-3))


@tf.function
def step(patch, y):
    with tf.GradientTape() as tape:
        loss = poisson(y, expected_counts(patch))
    variables = net.trainable_variables + [calibration]
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


for i in range(6):
    patch = np.random.rand(8, 6, 6, 1).astype("float32")
    loss = step(tf.constant(patch), tf.constant(np.random.poisson(5, (8, BINS)).astype("float32")))
    print("%d\t%.4f" % (i, loss))
    if i % 3 == 2:
        print("saved", os.path.basename(manager.save()))
    sys.stdout.flush()
