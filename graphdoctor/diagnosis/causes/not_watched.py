"""A gradient is asked for what the tape does not watch."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.codefixes import watched

EXPLAIN = """\
A tape records what depends on something that it watches. Of itself it watches trainable variables
that are read under it; not tensors, not variables with `trainable=False`, and, with
`watch_accessed_variables=False`, nothing but what `tape.watch` names. For anything else
`tape.gradient` answers None. In a loop with an optimizer Keras prints

    UserWarning: Gradients do not exist for variables ['bias:0']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

Watch it before it is used, `tape.watch(bias)`, or let the tape watch all trainable variables.
An inner tape whose answer goes into the loss (a penalty on a gradient, a Hamiltonian's field) must be
told to watch the tensor as well: else the answer is None, or zeros with `unconnected_gradients`. So
must one that is asked for the gradient of a picture (an attack, a saliency map). A script that fails on
such a None is told so at the line that asks.
"""

BAD = """\
import tensorflow as tf

kernel = tf.Variable(tf.random.normal([4, 1]), name="kernel")
bias = tf.Variable([0.0], name="bias")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(kernel)
        loss = tf.reduce_mean((x @ kernel + bias - y) ** 2)
    gradients = tape.gradient(loss, [kernel, bias])  # <- bias is asked for, but not watched
    optimizer.apply_gradients(zip(gradients, [kernel, bias]))
    return loss


print(float(train_step(data, data[:, :1])))
"""

GOOD = """\
import tensorflow as tf

kernel = tf.Variable(tf.random.normal([4, 1]), name="kernel")
bias = tf.Variable([0.0], name="bias")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([kernel, bias])
        loss = tf.reduce_mean((x @ kernel + bias - y) ** 2)
    gradients = tape.gradient(loss, [kernel, bias])
    optimizer.apply_gradients(zip(gradients, [kernel, bias]))
    return loss


print(float(train_step(data, data[:, :1])))
"""


@register
class NotWatched(Cause):
    """A gradient is asked for what the tape does not watch."""

    doc = CauseDoc(
        "not-watched", "error", "a gradient is asked for what the tape does not watch", EXPLAIN, BAD, GOOD
    )

    def tell(self, case: Case) -> Told:
        if case.blame.facts.get("inner"):
            return _tell_inner(case)
        exist = case.verb("it is", "they are")
        return Told(
            title=f"the tape does not watch {case.whose()}",
            message=f"the gradient of {case.whose()} is asked for here, but nothing told the tape to watch {case.many}",
            label="asked for here, never watched",
            suggestion=watched(case.blame.location),
            help=f"watch {case.many} within the tape's block, once {exist} built and before the first use",
        )


def _tell_inner(case: Case) -> Told:
    """The loss is made of a gradient with respect to something unwatched: that is no gradient, or zeros."""
    lost = f"{case.whose()} never {case.verb('reaches', 'reach')} the loss"
    return Told(
        title=f"the inner tape does not watch its source, so {lost}",
        message="the gradient that is asked for here is None or zeros, "
        f"for nothing told the tape to watch its source: {lost}",
        label="asked for here, never watched",
        suggestion=watched(case.blame.location),
        help="watch it at the top of the tape's block, before the first use",
    )
