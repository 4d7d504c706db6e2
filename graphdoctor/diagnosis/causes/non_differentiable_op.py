"""Every path passes an op without a gradient."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.codefixes import straight_through
from graphdoctor.diagnosis.words import op_name

EXPLAIN = """\
Some ops have no slope: `argmax`, `argsort`, `round`, `floor`, comparisons, `one_hot`, the index of a
gather. TensorFlow registers no gradient for them and answers None for all that comes before, in the
middle of a model as well. Keras prints

    UserWarning: Gradients do not exist for variables ['mixture/gate/kernel', 'mixture/gate/bias']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

or, where all paths pass such an op, `ValueError: No gradients provided for any variable.` Neither
names the op. A few ops (`unique`, `bincount`) have nothing registered at all and raise LookupError.
Use something with a slope: `softmax` in place of `argmax` with `one_hot`, a sigmoid in place of a
comparison; or let the gradient past the rounding: `x + tf.stop_gradient(tf.round(x) - x)`.
"""

BAD = """\
import tensorflow as tf


class Mixture(tf.keras.Model):
    def __init__(self):
        super().__init__(name="mixture")
        self.gate = tf.keras.layers.Dense(3, name="gate")
        self.experts = tf.keras.layers.Dense(3, name="experts")

    def call(self, x):
        chosen = tf.argmax(self.gate(x), axis=-1)  # <- an index has no slope
        share = tf.one_hot(chosen, 3)
        return tf.reduce_sum(share * self.experts(x), axis=-1)


data = tf.random.normal([32, 4])
model = Mixture()
model.compile(optimizer="sgd", loss="mse")
model.fit(data, tf.reduce_sum(data, axis=1), epochs=1, verbose=0)
"""

GOOD = """\
import tensorflow as tf


class Mixture(tf.keras.Model):
    def __init__(self):
        super().__init__(name="mixture")
        self.gate = tf.keras.layers.Dense(3, name="gate")
        self.experts = tf.keras.layers.Dense(3, name="experts")

    def call(self, x):
        share = tf.nn.softmax(self.gate(x), axis=-1)
        return tf.reduce_sum(share * self.experts(x), axis=-1)


data = tf.random.normal([32, 4])
model = Mixture()
model.compile(optimizer="sgd", loss="mse")
model.fit(data, tf.reduce_sum(data, axis=1), epochs=1, verbose=0)
"""


@register
class NonDifferentiableOp(Cause):
    """Every path passes an op without a gradient."""

    doc = CauseDoc(
        "non-differentiable-op", "error", "every path passes an op without a gradient", EXPLAIN, BAD, GOOD
    )

    def tell(self, case: Case) -> Told:
        op = op_name(case)
        return Told(
            title=f"no gradient passes {op}",
            message=f"{op} passes no gradient on, and every path from {case.whose()} to the loss goes through it",
            label="no gradient passes here",
            suggestion=straight_through(case.blame.location) if case.mended else None,
            help=_help(case),
        )


def _help(case: Case) -> str:
    """What stands in for an op, by what people use it for."""
    kind = case.op_type
    if kind in ("ArgMax", "ArgMin", "OneHot", "TopKV2"):
        return "weigh with tf.nn.softmax of the scores instead of picking the best, or use Gumbel-softmax"
    if kind in ("Round", "Rint", "Floor", "Ceil", "FloorDiv"):
        if not case.mended:
            return "what follows passes no gradient either (a comparison, a count): measure the values themselves"
        return "a straight-through estimator keeps the value and lets the gradient pass"
    if "Gather" in kind:
        return "weigh all candidates by their scores instead of picking some by their index"
    if kind in ("Multinomial", "StatelessMultinomial"):
        return "use the log-probability of what was drawn (REINFORCE), or Gumbel-softmax"
    if kind in ("Greater", "GreaterEqual", "Less", "LessEqual", "Equal", "NotEqual", "Select", "SelectV2"):
        return "use a smooth step in place of the comparison: tf.sigmoid(sharpness * (x - threshold))"
    return "use a differentiable op in its place"
