"""A layer was called, but the trained model does not contain it."""

from __future__ import annotations

from graphdoctor.diagnosis.called import computed_name, overwritten
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.functional_wiring import downstream

EXPLAIN = """\
`tf.keras.Model(inputs, outputs)` walks back from the outputs and keeps the layers it meets. A layer
that was called on the way, but leads to no output, is not met: it is in no `model.layers`, in no
`model.trainable_variables` and in no `model.summary()`.
Keras asks for no gradient of it, so it prints nothing. Mostly one name was taken for another: the
next layer was given the tensor from before. Of several layers in a row the last one's call is shown.
Feed the layer's output to the layer that should read it, or make it an output of the model.
Where a backbone is cut short on purpose (a model made of another model's inner layers), the layers behind the
cut are named as well, as information only.
"""

BAD = """\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input([4])
first = tf.keras.layers.Dense(8, activation="relu", name="first")(inputs)
second = tf.keras.layers.Dense(8, activation="relu", name="second")(first)  # <- nobody reads this
outputs = tf.keras.layers.Dense(1, name="head")(first)

model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="sgd", loss="mse")
data = np.random.normal(size=[32, 4]).astype("float32")
model.fit(data, data.sum(axis=1), epochs=1, verbose=0)
"""

GOOD = """\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input([4])
first = tf.keras.layers.Dense(8, activation="relu", name="first")(inputs)
second = tf.keras.layers.Dense(8, activation="relu", name="second")(first)
outputs = tf.keras.layers.Dense(1, name="head")(second)

model = tf.keras.Model(inputs, outputs)
model.compile(optimizer="sgd", loss="mse")
data = np.random.normal(size=[32, 4]).astype("float32")
model.fit(data, data.sum(axis=1), epochs=1, verbose=0)
"""


@register
class LayerOutsideModel(Cause):
    """A layer was called, but the trained model does not contain it."""

    doc = CauseDoc(
        "layer-outside-model",
        "error",
        "a layer was called, but the trained model does not contain it",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        leads = case.verb("leads", "lead")
        whole = case.blame.facts.get("whole")
        if whole is not None:
            return Told(
                title=f"only a part of {whole} is trained",
                message=f"{case.whose()} {case.verb('lies', 'lie')} in {whole}, behind the part of it that is "
                "trained: as it should be where a model is cut short",
                label=f"the model takes only a part of {whole}",
                severity="info",
            )
        if case.blame.facts.get("library"):
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} not part of the model",
                message=f"{case.whose()} {leads} to no output of the model: the library that is called here made "
                f"{case.many} and uses {case.many} for nothing",
                label="makes layers that lead to no output of the model",
                severity="info",
            )
        elsewhere = case.blame.facts.get("elsewhere")
        if elsewhere is not None:
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} not part of the model that is trained",
                message=f"only {elsewhere} contains {case.whose()}, and the step does not train that: {case.whose()} "
                f"{leads} to no output of the model that it trains",
                label="leads to no output of the model that is trained",
                help=_help(case),
            )
        return Told(
            title=f"{case.whose()} {case.verb('is', 'are')} not part of the model",
            message=f"{case.whose()} {leads} to no output of the model: Keras drops {case.many} and prints nothing",
            label="leads to no output of the model",
            help=_help(case),
        )


def _help(case: Case) -> str:
    """What must be fed to something: the result of this line, or that of a later one to which it leads."""
    name = computed_name(case.blame.location) or "this output"
    if overwritten(case.blame.location):
        return f"each turn of the loop makes {name} anew: feed it to the layer of the next turn, or collect them all"
    nodes = case.evidence.nodes()
    chain = downstream(nodes, [node for node in nodes if node.index == case.blame.facts.get("node")])
    read = {tensor for node in nodes for tensor in node.inputs}
    last = next((node for node in reversed(chain) if not read & set(node.outputs)), None)
    where = case.blame.location if last is None else case.evidence.locate_node(last.index)
    if where is None or case.blame.location is None or where.line == case.blame.location.line:
        return f"feed {name} to the layer that should read it, or make it an output of the model"
    ends = computed_name(where) or "the result"
    return f"it leads to line {where.line} and no further: hand {ends} of it on, or make that an output of the model"
