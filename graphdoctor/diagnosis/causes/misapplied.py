"""The gradient that is applied to a variable is another one's."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.codefixes import zipped_right

EXPLAIN = """\
`apply_gradients` takes pairs, and `zip` makes them by position. When the gradients come in the order
of one list and the variables in the order of another, each variable moves by a gradient that is not
its own. Where the shapes happen to fit, nothing can notice: TensorFlow prints nothing, the loss
moves about, and the model does not learn what it should. Where they do not fit, it raises an error about shapes.
Lists part easily: `a + b` and `b + a`, a list that is sorted or filtered on one side only, or
`trainable_variables` read again after a layer was built, `[g for g in gradients if g is not None]`, which
shifts all gradients after the None that it drops.
The same happens with a flat vector, or a stack, of gradients, where a slice begins at the wrong place.
Keep the list that was given to `tape.gradient` in a name, and zip with that very list.
"""

BAD = """\
import tensorflow as tf

left = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="left")])
right = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="right")])
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((left(x) * right(x) - y) ** 2)
    weights = left.trainable_variables + right.trainable_variables
    gradients = tape.gradient(loss, weights)
    swapped = right.trainable_variables + left.trainable_variables
    optimizer.apply_gradients(zip(gradients, swapped))  # <- another order than above
    return loss


print(float(train_step(data, data[:, :1])))
"""

GOOD = """\
import tensorflow as tf

left = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="left")])
right = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="right")])
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((left(x) * right(x) - y) ** 2)
    weights = left.trainable_variables + right.trainable_variables
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data, data[:, :1])))
"""


IN_PAIRS = (
    "a None that is dropped shifts all gradients after it: drop it with its variable, "
    "[(g, v) for g, v in zip(gradients, variables) if g is not None]"
)
_SAME_LIST = "zip the gradients with the very list that was given to tape.gradient"


@register
class Misapplied(Cause):
    """The gradient that is applied to a variable is another one's."""

    doc = CauseDoc(
        "misapplied",
        "error",
        "the gradient that is applied to a variable is another one's",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        if case.blame.facts.get("sliced"):
            return self._sliced(case)
        fix = None if case.holed else zipped_right(case.blame.location)
        return Told(
            title=f"{case.whose()} {case.verb('gets', 'get')} the gradients of other variables",
            message="gradients and variables come in different orders here: each gets the gradient of another",
            label="applies gradients to other variables than they belong to",
            suggestion=fix,
            help=None if fix else IN_PAIRS if case.holed else _SAME_LIST,
        )

    def _sliced(self, case: Case) -> Told:
        return Told(
            title=f"{case.whose()} {case.verb('gets', 'get')} a slice of other variables' gradients",
            message="gradients are put together into one tensor, and what is cut out of it here holds other variables'",
            label="applies a slice that holds other variables' gradients",
            help="cut in the order in which they were put together: each part begins where the one before it ends",
        )
