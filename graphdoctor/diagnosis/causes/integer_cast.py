"""Every path passes a cast to an integer, bool or string dtype."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.statements import without_cast
from graphdoctor.graph.model import ARG, RET

EXPLAIN = """\
Integers have no slope: a small change of the input changes nothing, or makes a jump. TensorFlow's
gradients are of floating dtype only, so `tf.cast(x, tf.int32)` ends them, and a cast back to float
starts afresh. The values look right, the loss looks right, and the gradient is None. Keras prints

    UserWarning: Gradients do not exist for variables ['sequential/price/kernel', 'sequential/price/bias']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

and where nothing but the cast's side would train, `ValueError: No gradients provided for any variable.`
Stay in floating point until after the loss; round for what you print, not for what you train on.
"""

BAD = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="price")])
offset = tf.Variable(0.0, name="offset")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        cents = tf.cast(model(x) * 100.0, tf.int32)  # <- whole cents only
        error = tf.cast(cents, tf.float32) / 100.0 + offset - y
        loss = tf.reduce_mean(error**2)
    weights = [*model.trainable_variables, offset]
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data, data[:, :1])))
"""

GOOD = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1, name="price")])
offset = tf.Variable(0.0, name="offset")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        cents = model(x) * 100.0
        error = cents / 100.0 + offset - y
        loss = tf.reduce_mean(error**2)
    weights = [*model.trainable_variables, offset]
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data, data[:, :1])))
"""


@register
class IntegerCast(Cause):
    """Every path passes a cast to an integer, bool or string dtype."""

    doc = CauseDoc(
        "integer-cast",
        "error",
        "every path passes a cast to an integer, bool or string dtype",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        fix = without_cast(case.blame.location) if case.mended and cast_back(case) else None
        return Told(
            title=f"a cast cuts the gradient of {case.whose()}",
            message=f"the value is cast to a dtype that carries no gradient: {case.whose()} cannot learn through it",
            label="no gradient passes this cast",
            suggestion=fix,
            help=None if fix else "keep the value in floating point until after the loss",
        )


def cast_back(case: Case) -> bool:
    """Whether whole numbers are cast back to floats by all that read them: then nothing needs them as integers."""
    cut, step = case.blame.cut, case.judged.step
    if cut is None or cut.op is None or "int" not in step.dtypes[cut.op][0]:
        return False
    stack, seen = [cut.op], {cut.op}
    while stack:
        for reader, _ in step.consumers[stack.pop()]:
            if reader in seen:
                continue
            seen.add(reader)
            if step.types[reader] == "Identity" or step.roles[reader] in (ARG, RET):
                stack.append(reader)
            elif step.types[reader] != "Cast" or "float" not in step.dtypes[reader][0]:
                return False
    return True
