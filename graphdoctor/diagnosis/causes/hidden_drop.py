"""An output of a nested function, loop or branch is dropped."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.statements import unread_results

EXPLAIN = """\
A nested `tf.function`, a `tf.while_loop` or a `tf.cond` is one op with several outputs. When you use
some of its outputs only, TensorFlow starts the gradient of the others from zeros and runs the whole
op backwards: the answer for what only the dropped output reads is a tensor of zeros, not None.
Keras' warning looks for None alone, so TensorFlow prints nothing, and the variable never moves.
(In eager mode, a loop or branch that Python itself runs answers None.)
Use the output in the loss, or do not compute it.
"""

BAD = """\
import tensorflow as tf

mean_kernel = tf.Variable(tf.random.normal([4, 1]), name="mean_kernel")
spread_kernel = tf.Variable(tf.random.normal([4, 1]), name="spread_kernel")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def predict(x):
    return x @ mean_kernel, tf.nn.softplus(x @ spread_kernel)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        mean, spread = predict(x)  # <- spread is not read again
        loss = tf.reduce_mean((mean - y) ** 2)
    gradients = tape.gradient(loss, [mean_kernel, spread_kernel])
    optimizer.apply_gradients(zip(gradients, [mean_kernel, spread_kernel]))
    return loss


print(float(train_step(data, data[:, :1])))
"""

GOOD = """\
import tensorflow as tf

mean_kernel = tf.Variable(tf.random.normal([4, 1]), name="mean_kernel")
spread_kernel = tf.Variable(tf.random.normal([4, 1]), name="spread_kernel")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def predict(x):
    return x @ mean_kernel, tf.nn.softplus(x @ spread_kernel)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        mean, spread = predict(x)
        loss = tf.reduce_mean(((mean - y) / (spread + 0.1)) ** 2 + 2 * tf.math.log(spread + 0.1))
    gradients = tape.gradient(loss, [mean_kernel, spread_kernel])
    optimizer.apply_gradients(zip(gradients, [mean_kernel, spread_kernel]))
    return loss


print(float(train_step(data, data[:, :1])))
"""


@register
class HiddenDrop(Cause):
    """An output of a nested function, loop or branch is dropped."""

    doc = CauseDoc(
        "hidden-drop",
        "error",
        "an output of a nested function, loop or branch is dropped",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        names = unread_results(case.blame.location)
        which = " and ".join(names) or "that output"
        return Told(
            title=f"an output of this call is dropped, and {case.whose()} with it",
            message=f"what it computes from {case.whose()} is never used: TensorFlow answers {case.answer}",
            label="one of its outputs is never used",
            help=f"use {which} in the loss, or do not compute it",
        )
