"""The loss depends on a variable that is in no list of sources."""

from __future__ import annotations

from graphdoctor.diagnosis.called import calls_fit, variables_name
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.codefixes import longer_list, wider_list
from graphdoctor.graph.model import Variable

EXPLAIN = """\
`tape.gradient(loss, sources)` answers for the sources and for nothing else. A network that helps to
compute the loss, but is not in the list, stays as it was initialised, while the rest learns to live
with it: the loss falls all the same.
TensorFlow cannot know that you wanted more, so it prints nothing. The usual reasons: only one of two
networks' `trainable_variables`, a layer made after the list, a variable beside the model (a
temperature, a scale), or a list that was read before the model was built.
Add the variables to the list; if they are meant to stay, say so with `trainable = False`.
A network whose variables the script writes itself (a target network, a moving average) is named as
information only.
"""

BAD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((decoder(encoder(x)) - x) ** 2)
    weights = decoder.trainable_variables
    gradients = tape.gradient(loss, weights)  # <- the encoder's are not asked for
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data)))
"""

GOOD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((decoder(encoder(x)) - x) ** 2)
    weights = encoder.trainable_variables + decoder.trainable_variables
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data)))
"""


@register
class MissingFromSources(Cause):
    """The loss depends on a variable that is in no list of sources."""

    doc = CauseDoc(
        "missing-from-sources",
        "error",
        "the loss depends on a variable that is in no list of sources",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        if not any(request.sources for request in case.judged.losses):
            return Told(
                title=f"gradients of an empty list are asked for, without {case.whose()}",
                message=f"the loss depends on {case.whose()}, but the list of variables is empty",
                label="the list is empty here",
                help="make the list after the model's first call: a model has no variables before it is built",
            )
        if case.judged.complete and not case.judged.applies and not case.asked:
            return Told(
                title=f"no gradient of {case.whose()} is asked for",
                message=f"no gradient of {case.whose()} is asked for, and the script applies none at all: "
                "as it should be where only an input is differentiated",
                label="asks for other gradients",
                severity="info",
            )
        if case.blame.facts.get("written"):
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} written by the script itself",
                message=f"no gradient of {case.whose()} is asked for, and the script writes {case.many} otherwise: "
                "as it should be for a copy that lags behind",
                label=f"asks for no gradient of {case.many}",
                severity="info",
            )
        fix = self._longer(case)
        return Told(
            title=f"{case.whose()} {case.verb('is', 'are')} missing from the list of variables",
            message=f"the loss depends on {case.whose()}, but no gradient is asked for {case.many}",
            label=f"asks for no gradient of {case.many}",
            suggestion=fix,
            help=None if fix else _add(case),
        )

    def _longer(self, case: Case) -> str | None:
        """The list with what is missing; None where it holds another network's variables instead of these."""
        if case.stranger:
            return None
        return longer_list(case.blame.location, _expressions(case))


def _add(case: Case) -> str:
    if case.stranger:
        return f"ask for the variables of {case.whose()} here: this list holds those of another network"
    frozen = f"or freeze {case.many} with trainable = False"
    if calls_fit(case.blame.location):
        own = case.verb("it", "each of them")
        return f"fit trains what the model owns: make {own} an attribute of the model or of one of its layers, {frozen}"
    wider = wider_list(case.blame.location, _expressions(case))
    if wider is not None:
        return f"ask for {wider} here, and where the gradients are applied; {frozen}"
    return f"add {case.many} to the list, {frozen}"


def _expressions(case: Case) -> list[str]:
    """What the user calls the variables at this line; empty where one of them has no name there."""
    names = [_expression(case, v) for v in case.variables]
    return list(dict.fromkeys(n for n in names if n)) if all(names) else []


def _expression(case: Case, variable: Variable) -> str | None:
    said = case.evidence.expression(variable.index)
    if said is not None and not said.startswith("self."):  # whose self that is has to be looked at
        return said
    return variables_name(case.evidence.created(variable.index), case.blame.location)
