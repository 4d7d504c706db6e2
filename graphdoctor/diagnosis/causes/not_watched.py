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
        exist = case.verb("it is", "they are")
        return Told(
            title=f"the tape does not watch {case.whose()}",
            message=f"the gradient of {case.whose()} is asked for here, but nothing told the tape to watch {case.many}",
            label="asked for here, never watched",
            suggestion=watched(case.blame.location),
            help=f"watch {case.many} within the tape's block, once {exist} built and before the first use",
        )
