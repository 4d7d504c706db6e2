"""Fine-tunes the ranking model.

Usage: python script.py --run_name=my_first_run
"""
from absl import app, flags
import tensorflow as tf

FLAGS = flags.FLAGS
flags.DEFINE_string("run_name", None, "name of this run, becomes the checkpoint folder")
flags.DEFINE_integer("steps", 5, "updates")
flags.DEFINE_enum("loss", "hinge", ["hinge", "logistic"], "pairwise loss")
flags.mark_flag_as_required("run_name")


class Ranker(tf.Module):
    def __init__(self):
        super().__init__(name="ranker")
        self.w = tf.Variable(tf.random.normal([6, 1], stddev=0.1), name="w")

    def __call__(self, x):
        return tf.squeeze(x @ self.w, -1)


def pairwise(kind, margin):
    return tf.reduce_mean(tf.nn.relu(1 - margin) if kind == "hinge" else tf.nn.softplus(-margin))


def main(_):
    ranker, opt = Ranker(), tf.keras.optimizers.SGD(0.1)
    for step in range(FLAGS.steps):
        a, b = tf.random.normal([16, 6]) + 0.3, tf.random.normal([16, 6])
        with tf.GradientTape() as tape:
            loss = pairwise(FLAGS.loss, ranker(a) - ranker(b))
        opt.apply_gradients(zip(tape.gradient(loss, ranker.trainable_variables), ranker.trainable_variables))
        print(FLAGS.run_name, step, float(loss))


if __name__ == "__main__":
    app.run(main)
