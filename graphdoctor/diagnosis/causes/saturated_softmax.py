"""A softmax over an axis of size 1."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.statements import over_axis

EXPLAIN = """\
A softmax divides by the sum over its axis. Over one element that is x / x: the output is 1 whatever
the weights are, and every gradient before it is exactly zero. With Keras' own softmax you read

    UserWarning: You are using a softmax over axis -1 of a tensor of shape (32, 1). This axis has
    size 1. The softmax operation will always return the value 1, which is likely not what you
    intended. Did you mean to use a sigmoid instead?

With `tf.nn.softmax` not even that, and Keras' cross-entropies hide it: they go by the values before
the softmax, so the weights move while the model predicts 1 for ever.
For two classes use one unit with a sigmoid, or two units with a softmax; for an attention, look at
the axis. For a number rather than a class use no activation at all.
"""

BAD = """\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential(
    [
        tf.keras.Input([4]),
        tf.keras.layers.Dense(8, activation="relu", name="hidden"),
        tf.keras.layers.Dense(1, activation="softmax", name="probability"),  # <- always 1
    ]
)
model.compile(optimizer="adam", loss="mse")
data = np.random.normal(size=[32, 4]).astype("float32")
labels = (data.sum(axis=1) > 0).astype("float32")
model.fit(data, labels, epochs=3, verbose=2)
"""

GOOD = """\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential(
    [
        tf.keras.Input([4]),
        tf.keras.layers.Dense(8, activation="relu", name="hidden"),
        tf.keras.layers.Dense(1, activation="sigmoid", name="probability"),
    ]
)
model.compile(optimizer="adam", loss="mse")
data = np.random.normal(size=[32, 4]).astype("float32")
labels = (data.sum(axis=1) > 0).astype("float32")
model.fit(data, labels, epochs=3, verbose=2)
"""


@register
class SaturatedSoftmax(Cause):
    """A softmax over an axis of size 1."""

    doc = CauseDoc("saturated-softmax", "error", "a softmax over an axis of size 1", EXPLAIN, BAD, GOOD)

    def tell(self, case: Case) -> Told:
        fix = over_axis(case.blame.location, axis) if (axis := other_axis(case)) is not None else None
        return Told(
            title="this softmax runs over a single element: its output is always 1",
            message=f"a softmax over one element is the constant 1: the gradient of {case.whose()} is exactly zero",
            label="softmax over an axis of size 1",
            suggestion=fix,
            help=None if fix else _help(case),
        )


def other_axis(case: Case) -> int | None:
    """The one axis of several elements beside the batch: that over which an attention was meant to run."""
    cut, step = case.blame.cut, case.judged.step
    if cut is None or cut.op is None or case.op_type != "Softmax":
        return None
    shape = step.shape((cut.op, 0)) or ()
    wide = [axis for axis, size in enumerate(shape) if axis > 0 and size != 1]
    return wide[0] if len(wide) == 1 and shape[-1] == 1 else None


def _help(case: Case) -> str:
    cut = case.blame.cut
    call = case.judged.step.layer_call[cut.op] if cut is not None and cut.op is not None else -1
    kind = case.judged.step.calls[call].type if call >= 0 else ""
    if "Attention" in kind or kind == "Softmax":  # its own softmax, over the keys
        return "there is only one key to attend to: give the attention a sequence, or leave it out"
    return "for two classes use one unit with a sigmoid, or two units with a softmax; in an attention, check the axis"
