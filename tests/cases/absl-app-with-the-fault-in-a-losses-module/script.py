"""Joint embedding of audio clips and their tags.

Usage:
  python script.py --temperature=0.2 --margin_weight=0.5
"""
from absl import app, flags, logging
import numpy as np
import tensorflow as tf

import losses
from towers import AudioTower, TagTower

FLAGS = flags.FLAGS
flags.DEFINE_integer("batch", 12, "pairs in a batch", lower_bound=2)
flags.DEFINE_integer("steps", 4, "training steps")
flags.DEFINE_float("temperature", 0.1, "softmax temperature")
flags.DEFINE_float("margin_weight", 0.5, "weight of the hinge term")
flags.DEFINE_enum("optimizer", "adam", ["adam", "sgd"], "which optimizer")


def make_batch(rng):
    clip = rng.normal(size=(FLAGS.batch, 20, 8)).astype(np.float32)
    tags = rng.integers(0, 30, size=(FLAGS.batch, 3)).astype(np.int32)
    return tf.constant(clip), tf.constant(tags)


def main(argv):
    if len(argv) > 1:
        raise app.UsageError("no positional arguments, please")
    rng = np.random.default_rng(4)
    audio, tags = AudioTower(16), TagTower(30, 16)
    opt = {"adam": tf.keras.optimizers.Adam(1e-3), "sgd": tf.keras.optimizers.SGD(0.05)}[FLAGS.optimizer]

    @tf.function
    def train_step(clip, tag_ids):
        with tf.GradientTape() as tape:
            a, t = audio(clip), tags(tag_ids)
            nce = losses.info_nce(a, t, FLAGS.temperature)
            hinge = losses.hinge(a, t)
            loss = nce + FLAGS.margin_weight * hinge
        variables = audio.trainable_variables + tags.trainable_variables
        opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return nce, hinge

    for i in range(FLAGS.steps):
        nce, hinge = train_step(*make_batch(rng))
        logging.info("step %d nce %.4f hinge %.4f", i, nce, hinge)


if __name__ == "__main__":
    app.run(main)
