"""Only an element that does not depend on the variable is picked."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.statements import mean_of_all

EXPLAIN = """\
Several results are put together (a stack, a concat, a TensorArray), and one of them is
picked: the others do not count. Their gradient is not None, for there is a path through the stack;
but each element of it that was not picked gets a zero.
The same holds for all that keeps some elements by constants: `tf.boolean_mask`, `tf.where`, `tf.gather`, a part of
`tf.dynamic_partition` that is not read, a `tf.tensor_scatter_nd_update` that writes over everything.
Inside a `tf.function` TensorFlow answers zeros and prints nothing. (A TensorArray's element that is
not read answers None in eager mode.) The usual reasons are an index that was meant to run,
`[0]` left over from a test, or a slice that keeps the forward half of a Bidirectional layer.
The first output of a recurrent layer (`lstm(x)[:, 0]`) is such a pick as well: it is made from a state of
zeros, so that the recurrent kernel has no part in it. So is the last one in time of a layer that reads
backwards: `Bidirectional(LSTM(8, return_sequences=True))(x)[:, -1]` trains no backward recurrent kernel.
Read all the elements that should train: their mean, a weighted sum, or the whole tensor.
"""

BAD = """\
import tensorflow as tf

heads = [tf.keras.layers.Dense(1, name=f"head_{n}") for n in range(2)]
for head in heads:
    head.build([None, 4])
weights = [weight for head in heads for weight in head.trainable_variables]
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        votes = tf.stack([head(x) for head in heads])
        vote = votes[0]  # <- only the first head
        loss = tf.reduce_mean((vote - y) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data, data[:, :1])))
"""

GOOD = """\
import tensorflow as tf

heads = [tf.keras.layers.Dense(1, name=f"head_{n}") for n in range(2)]
for head in heads:
    head.build([None, 4])
weights = [weight for head in heads for weight in head.trainable_variables]
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        votes = tf.stack([head(x) for head in heads])
        vote = tf.reduce_mean(votes, axis=0)
        loss = tf.reduce_mean((vote - y) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data, data[:, :1])))
"""


_IN_PARTS = ("DynamicPartition", "Split", "SplitV", "Unpack")
_ELEMENTS = ("TensorListGetItem", "TensorArrayReadV3")


@register
class IndexMiss(Cause):
    """Only an element that does not depend on the variable is picked."""

    doc = CauseDoc(
        "index-miss",
        "error",
        "only an element that does not depend on the variable is picked",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        if case.blame.facts.get("first"):
            return _first_step(case)
        fix = mean_of_all(case.blame.location) if case.mended and takes_one(case) else None
        return Told(
            title=f"this pick leaves {case.whose()} out",
            message=f"what is read here does not depend on {case.whose()}: TensorFlow answers {case.answer}",
            label=_label(case),
            suggestion=fix,
            help="this is the mean of all elements; a weighted sum, or the whole tensor, would do as well"
            if fix
            else _help(case),
        )


def _first_step(case: Case) -> Told:
    """A loop's first item, which a recurrent layer makes of a state of zeros."""
    backward = any("backward" in (v.layer or "") for v in case.variables)
    layer = case.blame.facts["first"] == "layer"
    return Told(
        title=f"only a first step is read here, in which {case.whose()} {case.verb('does', 'do')} nothing",
        message=f"what {case.whose()} {case.verb('does', 'do')} after the first step never reaches the loss: "
        f"TensorFlow answers {case.answer}",
        label=f"reads the first step only{', which is the last in time for a backward layer' if backward else ''}",
        help="let the layer return its last output itself (return_sequences=False), or read all of its steps"
        if layer
        else f"read what {case.whose()} has a part in as well: a later step, or all of them",
    )


def _label(case: Case) -> str:
    if "Scatter" in case.op_type:
        return f"writes over all that comes from {case.whose()}"
    if case.op_type in _IN_PARTS:
        return f"the parts that come from {case.whose()} are never read"
    return f"reads nothing that comes from {case.whose()}"


def _help(case: Case) -> str:
    """By what is kept: the old value, one of several parts, one element, a range."""
    if "Scatter" in case.op_type:
        return "update a part of it only, or read it before it is written over"
    if case.op_type in _IN_PARTS:
        return "read all the parts that should train"
    if case.op_type in _ELEMENTS or takes_one(case):
        return "read all elements that should train, for instance their mean"
    return f"keep the part that comes from {case.whose()} as well, or all of it"


def takes_one(case: Case) -> bool:
    """Whether the pick is an index into one axis, so that a mean along that axis has the same shape."""
    cut = case.blame.cut
    if cut is None or cut.op is None or case.op_type != "StridedSlice":
        return False
    masks = case.judged.step.attrs.get(cut.op, {})
    return bin(masks.get("shrink_axis_mask", 0)).count("1") == 1 and not masks.get("new_axis_mask", 0)
