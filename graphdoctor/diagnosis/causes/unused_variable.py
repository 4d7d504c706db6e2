"""A variable that nothing in the step reads."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

EXPLAIN = """\
A variable that is created and never read has no part in the loss, and so no gradient. It is a weight
of `build` that `call` forgot, a layer that was replaced and not deleted, or a name used twice. A
layer without a call has mostly no variables yet; one that was built has, and they are saved, counted
and moved about. When the model is in the optimizer's list, Keras prints

    UserWarning: Gradients do not exist for variables ['sequential/scaled/scale']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

and otherwise nothing. Use the variable in the forward pass, or delete it.
A network whose weights were saved or copied, and given to the one that is trained, has done its work:
that is told, but is no warning.
"""

BAD = """\
import tensorflow as tf


class Scaled(tf.keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 1), name="kernel")
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")  # <- call never reads it

    def call(self, x):
        return x @ self.kernel


data = tf.random.normal([32, 4])
model = tf.keras.Sequential([tf.keras.Input([4]), Scaled(name="scaled")])
model.compile(optimizer="sgd", loss="mse")
model.fit(data, tf.reduce_sum(data, axis=1), epochs=1, verbose=0)
"""

GOOD = """\
import tensorflow as tf


class Scaled(tf.keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 1), name="kernel")
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")

    def call(self, x):
        return x @ self.kernel * self.scale


data = tf.random.normal([32, 4])
model = tf.keras.Sequential([tf.keras.Input([4]), Scaled(name="scaled")])
model.compile(optimizer="sgd", loss="mse")
model.fit(data, tf.reduce_sum(data, axis=1), epochs=1, verbose=0)
"""


@register
class UnusedVariable(Cause):
    """A variable that nothing in the step reads."""

    doc = CauseDoc(
        "unused-variable", "warning", "a variable that nothing in the step reads", EXPLAIN, BAD, GOOD
    )

    def tell(self, case: Case) -> Told:
        if case.blame.facts.get("copied"):
            return _tell_copied(case)
        if case.blame.facts.get("changed"):
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} changed by the script itself",
                message=f"the training step never reads {case.whose()}, and the script changes {case.many} by itself: "
                "as it should be where a rule of its own trains",
                label="created here; no gradient trains it",
                severity="info",
            )
        return Told(
            title=f"{case.whose()} {case.verb('is', 'are')} never used",
            message=f"the training step never reads {case.whose()}, so there is no gradient for {case.many}",
            label="created here, never read",
            help=f"use {case.many} in the forward pass, or delete {case.many}",
        )


def _tell_copied(case: Case) -> Told:
    """Its values were taken, and the step's variables were given theirs after that: it has done its work."""
    return Told(
        title=f"{case.whose()} {case.verb('is', 'are')} only copied from",
        message=f"the values of {case.whose()} are taken here, and the variables that train are given theirs later: "
        f"the training step never reads {case.whose()}",
        label=f"{case.verb('its', 'their')} values are taken here, others train",
        severity="info",
    )
