"""Every path passes a cast to an integer, bool or string dtype."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

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
        return Told(
            title=f"a cast cuts the gradient of {case.whose()}",
            message=f"the value is cast to a dtype that carries no gradient: {case.whose()} cannot learn through it",
            label="no gradient passes this cast",
            help="keep the value in floating point until after the loss",
        )
