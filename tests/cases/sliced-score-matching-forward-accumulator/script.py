"""Energy based model trained with sliced score matching; v^T H v by forward-over-reverse."""
from absl import app, flags, logging
import tensorflow as tf

FLAGS = flags.FLAGS
flags.DEFINE_integer("steps", 4, "number of updates")
flags.DEFINE_float("lr", 1e-3, "learning rate")
flags.DEFINE_integer("hidden", 24, "width")


class Energy(tf.Module):
    def __init__(self, width, name="energy"):
        super().__init__(name=name)
        glorot = tf.keras.initializers.GlorotNormal(seed=1)
        with self.name_scope:
            self.w1 = tf.Variable(glorot([2, width]), name="w1")
            self.b1 = tf.Variable(tf.zeros([width]), name="b1")
            self.w2 = tf.Variable(glorot([width, width]), name="w2")
            self.b2 = tf.Variable(tf.zeros([width]), name="b2")
            self.w3 = tf.Variable(glorot([width, 1]), name="w3")

    def __call__(self, x):
        h = tf.nn.softplus(x @ self.w1 + self.b1)
        h = tf.nn.softplus(h @ self.w2 + self.b2)
        return -(h @ self.w3)[:, 0]


def score(energy, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        log_p = tf.reduce_sum(energy(x))
    return tape.gradient(log_p, x)


def ssm_loss(energy, x):
    v = tf.cast(2 * tf.random.uniform(tf.shape(x), maxval=2, dtype=tf.int32) - 1, tf.float32)
    with tf.autodiff.ForwardAccumulator(primals=x, tangents=v) as acc:
        s = score(energy, x)
    hvp = acc.jvp(s)
    return tf.reduce_mean(tf.reduce_sum(v * hvp, -1) + 0.5 * tf.reduce_sum(s * s, -1))


def main(argv):
    del argv
    energy = Energy(FLAGS.hidden)
    optimizer = tf.keras.optimizers.Adam(FLAGS.lr)

    @tf.function
    def train_step(x):
        with tf.GradientTape() as tape:
            loss = ssm_loss(energy, x)
        grads = tape.gradient(loss, energy.trainable_variables)
        grads, norm = tf.clip_by_global_norm(grads, 5.0)
        optimizer.apply_gradients(zip(grads, energy.trainable_variables))
        return loss, norm

    for i in range(FLAGS.steps):
        x = tf.random.normal([64, 2]) * [1.0, 0.3] + tf.sign(tf.random.normal([64, 1])) * 2.0
        loss, norm = train_step(x)
        logging.info("step %d loss %.4f norm %.3f", i, loss.numpy(), norm.numpy())


if __name__ == "__main__":
    app.run(main)
