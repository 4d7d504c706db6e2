"""The value passes only through Variable.assign."""

from __future__ import annotations

from graphdoctor.diagnosis.called import called_at
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.statements import without_variable
from graphdoctor.source import Location

EXPLAIN = """\
A variable is a place, not a value. `v.assign(x)` stores what x is now; reading v again starts a new
path at v, and no tape connects the two. So all that x was computed from gets None. Keras prints

    UserWarning: Gradients do not exist for variables ['sequential/encode/kernel', 'sequential/encode/bias']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

and says nothing about the assignment. It is the same for `assign_add`, for `scatter_update`, and for
`tf.Variable(x)` around a tensor; memories, moving averages and prototypes are the usual places.
Hand the tensor on to the loss, and assign it to the variable beside that.
"""

BAD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
weights = encoder.trainable_variables + decoder.trainable_variables
memory = tf.Variable(tf.zeros([32, 2]), trainable=False, name="memory")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        memory.assign(encoder(x))  # <- no gradient comes back from a variable
        loss = tf.reduce_mean((decoder(memory) - x) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data)))
"""

GOOD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
weights = encoder.trainable_variables + decoder.trainable_variables
memory = tf.Variable(tf.zeros([32, 2]), trainable=False, name="memory")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        code = encoder(x)
        memory.assign(code)
        loss = tf.reduce_mean((decoder(code) - x) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data)))
"""


@register
class StateAssign(Cause):
    """The value passes only through Variable.assign."""

    doc = CauseDoc(
        "state-assign", "error", "the value passes only through Variable.assign", EXPLAIN, BAD, GOOD
    )

    def tell(self, case: Case) -> Told:
        fix = without_variable(case.blame.location)
        has = case.verb("has", "have")
        return Told(
            title=f"storing a value in a variable cuts {case.whose()} off from the loss",
            message=f"no gradient passes through a stored value, and {case.whose()} {has} no other path to the loss",
            label="stored here, read back without its past",
            suggestion=fix,
            help=None if fix else _help(case.blame.location),
        )


def _help(location: Location | None) -> str:
    if called_at(location, "update_state", "result"):
        return "a metric keeps its sums in variables: compute the loss with a loss function, and the metric beside it"
    return "hand the tensor on to the loss, and assign it to the variable beside that"
