"""Every path passes tf.stop_gradient."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.codefixes import stopped_too_much
from graphdoctor.diagnosis.statements import only_passes, without_stop

EXPLAIN = """\
`tf.stop_gradient(x)` is x going forward and a constant going back: that is what it is for, and it does
so without a word. Left over from an experiment, or set around the wrong half of a sum, it cuts off all
that x was computed from. Keras prints

    UserWarning: Gradients do not exist for variables ['classifier/features/kernel', 'classifier/features/bias']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

and does not say where. (`tape.stop_recording()` does the same to all that is read within.)
Take it off the path that should train. Where a network is not meant to train, set `trainable = False`
or keep it out of the list of variables; it is then told as information only.
"""

BAD = """\
import tensorflow as tf


class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__(name="classifier")
        self.features = tf.keras.layers.Dense(8, activation="relu", name="features")
        self.head = tf.keras.layers.Dense(1, name="head")

    def call(self, x):
        features = tf.stop_gradient(self.features(x))  # <- left over from pre-training
        return self.head(features)


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
        self.features = tf.keras.layers.Dense(8, activation="relu", name="features")
        self.head = tf.keras.layers.Dense(1, name="head")

    def call(self, x):
        features = self.features(x)
        return self.head(features)


data = tf.random.normal([32, 4])
model = Classifier()
model.compile(optimizer="sgd", loss="mse")
model.fit(data, tf.reduce_sum(data, axis=1), epochs=1, verbose=0)
"""


@register
class StopGradient(Cause):
    """Every path passes tf.stop_gradient."""

    doc = CauseDoc("stop-gradient", "error", "every path passes tf.stop_gradient", EXPLAIN, BAD, GOOD)

    def tell(self, case: Case) -> Told:
        if case.blame.facts.get("written"):
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} used behind a stopped gradient only",
                message=f"no gradient comes to {case.whose()}, and the script writes {case.many} otherwise: "
                "as it should be for a copy that lags behind",
                label="the gradient stops here",
                severity="info",
            )
        if not case.asked:
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} used behind a stopped gradient only",
                message=f"no gradient of {case.whose()} is asked for: "
                f"as it should be where {case.verb('it', 'they')} must not train",
                label="the gradient stops here",
                severity="info",
            )
        if case.blame.cut is not None and case.blame.cut.kind == "stopped-tape":
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} used while the tape does not record",
                message=f"the tape's recording is stopped here, so no gradient comes back to {case.whose()}",
                label="not recorded",
                help="compute this outside of the tape.stop_recording() block",
            )
        if case.blame.cut is not None and case.blame.cut.kind == "barred":
            return Told(
                title=f"tf.gradients is told to stop before it comes to {case.whose()}",
                message=f"every path from {case.whose()} to the loss passes a tensor that this call names in "
                "stop_gradients",
                label="stops at the tensors in stop_gradients",
                help="leave out of stop_gradients what should train",
            )
        fix = stopped_too_much(case.blame.location)
        if fix is None and case.mended:
            fix = without_stop(case.blame.location)
        return Told(
            title=f"a stopped gradient cuts {case.whose()} off from the loss",
            message=f"every path from {case.whose()} to the loss passes this line, where the gradient is stopped",
            label="the gradient stops here",
            suggestion=fix,
            help=None if fix else _help(case),
        )


def _help(case: Case) -> str:
    useless = case.mended and only_passes(case.blame.location, "stop_gradient")
    rid = "leave this line out" if useless else "let the gradient pass here"
    return f"{rid}, or give {case.whose()} another path to a loss"
