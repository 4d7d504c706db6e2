"""What is computed from a variable is thrown away before the loss."""

from __future__ import annotations

from graphdoctor.analysis.verdicts import ZERO
from graphdoctor.diagnosis.called import computed_name, overwritten
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.ignored import Ignored
from graphdoctor.diagnosis.statements import unread_results
from graphdoctor.source import Location

EXPLAIN = """\
The variable is read and something is computed from it, but the result goes nowhere: a name that is
not read again, an output that no loss looks at. No path leads from the loss back to the variable, so
its gradient is None. Python does not mind a name that is never read; Keras prints, once,

    UserWarning: Gradients do not exist for variables ['classifier/gate/kernel', 'classifier/gate/bias']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

which names the variables, not the line. (A sub-model that is called for an output that you do not
need, as a BERT pooler, looks the same. Freeze it, or leave it out.) Use the result, or delete it.
"""

BAD = """\
import tensorflow as tf


class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__(name="classifier")
        self.hidden = tf.keras.layers.Dense(8, activation="relu", name="hidden")
        self.gate = tf.keras.layers.Dense(8, activation="sigmoid", name="gate")
        self.head = tf.keras.layers.Dense(1, name="head")

    def call(self, x):
        hidden = self.hidden(x)
        gated = hidden * self.gate(x)  # <- computed, then forgotten
        return self.head(hidden)


data = tf.random.normal([32, 4])
model = Classifier()
model.compile(optimizer="sgd", loss="mse")
model.fit(data, tf.reduce_sum(data, axis=1), epochs=1, verbose=0)
"""

GOOD = """\
import tensorflow as tf


class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__(name="classifier")
        self.hidden = tf.keras.layers.Dense(8, activation="relu", name="hidden")
        self.gate = tf.keras.layers.Dense(8, activation="sigmoid", name="gate")
        self.head = tf.keras.layers.Dense(1, name="head")

    def call(self, x):
        hidden = self.hidden(x)
        gated = hidden * self.gate(x)
        return self.head(gated)


data = tf.random.normal([32, 4])
model = Classifier()
model.compile(optimizer="sgd", loss="mse")
model.fit(data, tf.reduce_sum(data, axis=1), epochs=1, verbose=0)
"""


@register
class DroppedOutput(Cause):
    """What is computed from a variable is thrown away before the loss."""

    doc = CauseDoc(
        "dropped-output",
        "warning",
        "what is computed from a variable is thrown away before the loss",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        names = unread_results(case.blame.location)
        unread = " and ".join(names)
        name = computed_name(case.blame.location) or unread or "the result"
        ignored = case.blame.facts.get("ignored")
        fix = case.blame.reroute.suggestion if case.blame.reroute is not None and case.mended else None
        return Told(
            title=f"what {case.whose()} {case.verb('computes', 'compute')} never reaches the loss",
            message=f"no loss uses the result of this line, so {case.whose()} {_answer(case)}",
            label=f"{unread or 'this result'} {'are' if len(names) > 1 else 'is'} dropped",
            suggestion=fix,
            help=f"this is the line that reads {name} then; if it is not meant to be used, leave it out"
            if fix
            else _help(case, name),
            related=_ignored(ignored) if isinstance(ignored, Ignored) else [],
        )


def _ignored(ignored: Ignored) -> list[tuple[Location, str]]:
    return [(ignored.call, f"given to {ignored.function} here, which never reads its {ignored.parameter}")]


def _answer(case: Case) -> str:
    zero = any(case.judged.verdict[v.index] == ZERO for v in case.variables)
    return f"{case.verb('gets', 'get')} {'a gradient of zeros' if zero else 'no gradient'}"


def _help(case: Case, name: str) -> str:
    spare = "if it is not meant to be used, freeze the layer or leave it out"
    if overwritten(case.blame.location):
        return f"each turn of the loop makes {name} anew: hand it on to the next turn, or collect them all"
    return f"use {name} on the way to the loss; {spare}"
