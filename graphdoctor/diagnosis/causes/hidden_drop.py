"""An output of a nested function, loop or branch is dropped."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.outputs import Output, describe

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
        blame = case.blame
        fix = blame.reroute.suggestion if blame.reroute is not None and case.mended else None
        lost = describe(case.judged, blame.cut, blame.location, blame.made)
        which = lost.name or f"{lost.words} of this call"
        return Told(
            title=f"{which} is dropped, and {case.whose()} with it",
            message=f"what it computes from {case.whose()} is never used: TensorFlow answers {case.answer}",
            label=f"{lost.words} never reaches the loss",
            suggestion=fix,
            help=_help(lost, fix),
            made="computed here and never used",
        )


def _help(lost: Output, fix: str | None) -> str:
    if fix is not None:
        return f"if {lost.name} is not meant to be in the loss, do not compute it"
    if lost.name is not None:
        return f"use {lost.name} on the way to the loss, or do not compute it"
    if lost.renamed is not None:
        return f"take it by its name, {lost.renamed} = …, and use it on the way to the loss; or do not compute it"
    return "use that output on the way to the loss, or do not compute it"
