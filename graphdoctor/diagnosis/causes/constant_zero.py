"""Every path is multiplied by zero, or passes an op whose gradient is always zero."""

from __future__ import annotations

from graphdoctor.analysis.cancelling import SUMS
from graphdoctor.analysis.facts import BILINEAR
from graphdoctor.diagnosis.called import calls_fit, loss_weights
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.codefixes import straight_through
from graphdoctor.diagnosis.words import op_name
from graphdoctor.source import Location

EXPLAIN = """\
`tf.sign` is flat on both sides of zero, so its slope is zero wherever it is asked for. The same
holds for `x * 0.0` (a loss weight that was switched off), for `x - x` and `(x + s) - x`, for
`clip_by_value` with equal bounds, for a constant mask that is zero just where the variable's values
stand, and for a normalisation over an axis of size 1: `x - mean(x)` is nothing then.
The gradient exists, and it is zero for ever: whatever stands before never moves.
TensorFlow has computed a gradient and sees nothing odd in it: it prints nothing, and the loss stays
where it is. (A gate that is only zero at first, or a dead ReLU, is another matter and no finding.)
Use a function with a slope: a hinge or tanh in place of sign, a weight above zero.
"""

BAD = """\
import tensorflow as tf

scorer = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="score")])
optimizer = tf.keras.optimizers.SGD(0.1)
data = tf.random.normal([32, 4])
labels = tf.sign(tf.reduce_sum(data, axis=1, keepdims=True))


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        wrong = 1.0 - y * tf.sign(scorer(x))  # <- flat on both sides of zero
        loss = tf.reduce_mean(wrong)
    gradients = tape.gradient(loss, scorer.trainable_variables)
    optimizer.apply_gradients(zip(gradients, scorer.trainable_variables))
    return loss


for _ in range(3):
    print(float(train_step(data, labels)))
"""

GOOD = """\
import tensorflow as tf

scorer = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="score")])
optimizer = tf.keras.optimizers.SGD(0.1)
data = tf.random.normal([32, 4])
labels = tf.sign(tf.reduce_sum(data, axis=1, keepdims=True))


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        wrong = tf.nn.relu(1.0 - y * scorer(x))  # the hinge loss has a slope
        loss = tf.reduce_mean(wrong)
    gradients = tape.gradient(loss, scorer.trainable_variables)
    optimizer.apply_gradients(zip(gradients, scorer.trainable_variables))
    return loss


for _ in range(3):
    print(float(train_step(data, labels)))
"""


@register
class ConstantZero(Cause):
    """Every path is multiplied by zero, or passes an op whose gradient is always zero."""

    doc = CauseDoc(
        "constant-zero",
        "error",
        "every path is multiplied by zero, or passes an op whose gradient is always zero",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        emptied = case.blame.facts.get("emptied")
        if isinstance(emptied, int):
            return self._emptied(case, emptied)
        fed = case.blame.facts.get("fed")
        if fed is not None:
            return Told(
                title=f"{fed} is given nothing but zeros",
                message=f"what {fed} takes in here is zero whatever the data is: {case.whose()} "
                f"{case.verb('multiplies', 'multiply')} it and never {case.verb('learns', 'learn')}, and TensorFlow "
                "prints no warning",
                label="all that comes in is zero",
                help=f"give {fed} the data that it is meant to read; if it has none, this weight has nothing to learn",
            )
        if case.op_type == "Complex":
            return _half(case)
        flat = f"the gradient of {op_name(case)} is zero whatever the weights are"
        return Told(
            title=f"the gradient of {case.whose()} is zero for ever",
            message=f"{flat}, so {case.whose()} never {case.verb('changes', 'change')}; TensorFlow prints no warning",
            label="its gradient is always zero",
            suggestion=straight_through(case.blame.location) if case.op_type == "Sign" else None,
            help=_help(case),
            related=_weights(case),
        )

    def _emptied(self, case: Case, op: int) -> Told:
        step = case.judged.step
        layer = step.calls[step.layer_call[op]]
        rate = "; its rate is the share that is dropped" if layer.type.endswith("Dropout") else ""
        return Told(
            title=f"{layer.name} turns all that it is given into zeros",
            message=f"the {layer.type} layer {layer.name} hands on nothing but zeros{rate}: "
            f"{case.whose()} never {case.verb('learns', 'learn')}, and TensorFlow prints no warning",
            label="makes zeros of all that comes in",
            help="a keep probability of 1.0 is a rate of 0.0" if rate else "let it hand on what it is given",
        )


def _half(case: Case) -> Told:
    """A half of complex numbers that is left out."""
    cut = case.blame.cut
    lost, kept = ("real", "imaginary") if cut is not None and cut.position == 0 else ("imaginary", "real")
    return Told(
        title=f"{case.whose()} {case.verb('makes', 'make')} {lost} parts, and none is used",
        message=f"the loss is made of {kept} parts alone, and nothing turns the {lost} parts that {case.whose()} "
        f"{case.verb('makes', 'make')} into such: TensorFlow answers zeros, and prints no warning",
        label=f"only the {kept} part is used",
        help=f"use the {lost} part as well (tf.abs, tf.math.{'real' if lost == 'real' else 'imag'}), or leave it out",
    )


def _weights(case: Case) -> list[tuple[Location, str]]:
    """Where compile is given the weights of the losses that fit adds up."""
    where = loss_weights(case.blame.location) if _by_fit(case) else None
    return [] if where is None else [(where, "the losses get their weights here")]


def _by_fit(case: Case) -> bool:
    return case.op_type == "Mul" and calls_fit(case.blame.location)


def _help(case: Case) -> str:
    """By the op: a flat function, a difference of a thing with itself, a factor of zero."""
    if _by_fit(case):
        return f"the loss of {case.whose()} is multiplied by zero: give it a larger weight (loss_weights in compile)"
    if case.op_type == "Sign":
        return "a straight-through estimator keeps the value and lets the gradient pass; tf.tanh has a slope as well"
    if case.op_type in SUMS:
        return _help_with_sum(case)
    if case.op_type in ("ClipByValue", "Maximum", "Minimum"):
        return "the upper bound must lie above the lower one"
    if case.op_type in BILINEAR:
        return "a factor of this product is always zero: make it (a loss weight, a mask) larger than zero"
    return "use an op that has a slope here, or a factor other than zero"


def _help_with_sum(case: Case) -> str:
    """For what is taken away again in the same sum."""
    cut, cancelling = case.blame.cut, case.judged.walker.facts.cancelling
    edge = (
        (cut.op, cut.position)
        if cut is not None and cut.op is not None and cut.position is not None
        else None
    )
    if edge not in cancelling.edges:
        return "use an op that has a slope here"
    if cancelling.normalises(edge):
        return "this normalises over an axis of size 1, which leaves nothing: take a larger axis, or leave it out"
    if cancelling.edges[edge][0] == edge[0]:
        return "both sides of this difference are the same value: subtract another one"
    return "what is added here is taken away again (straight through is x + tf.stop_gradient(quantised - x))"
