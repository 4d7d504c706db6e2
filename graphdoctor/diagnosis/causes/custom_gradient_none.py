"""A tf.custom_gradient returns None."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

EXPLAIN = """\
A function under `@tf.custom_gradient` says itself what its gradients are, and TensorFlow takes its
word for it: it does not look at what the function computes. Where `grad` returns None for an
argument (or for a variable, in the list for `variables`), the gradient ends there. In a loop with an
optimizer you read

    UserWarning: Gradients do not exist for variables ['step_size:0']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

and nothing about the function, or its line. Return a gradient for everything that should train; to
have TensorFlow derive one, take the decorator off and use `tf.stop_gradient` for the rounding alone.
"""

BAD = """\
import tensorflow as tf

kernel = tf.Variable(tf.random.normal([4, 2]), name="kernel")
step_size = tf.Variable(0.1, name="step_size")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.custom_gradient
def quantize(x, step):
    levels = tf.round(x / step)

    def grad(upstream):
        return upstream, None

    return levels * step, grad


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        rounded = quantize(kernel, step_size)  # <- None for the second argument
        loss = tf.reduce_mean((x @ rounded - x[:, :2]) ** 2)
    gradients = tape.gradient(loss, [kernel, step_size])
    optimizer.apply_gradients(zip(gradients, [kernel, step_size]))
    return loss


print(float(train_step(data)))
"""

GOOD = """\
import tensorflow as tf

kernel = tf.Variable(tf.random.normal([4, 2]), name="kernel")
step_size = tf.Variable(0.1, name="step_size")
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.custom_gradient
def quantize(x, step):
    levels = tf.round(x / step)

    def grad(upstream):
        return upstream, tf.reduce_sum(upstream * (levels - x / step))

    return levels * step, grad


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        rounded = quantize(kernel, step_size)
        loss = tf.reduce_mean((x @ rounded - x[:, :2]) ** 2)
    gradients = tape.gradient(loss, [kernel, step_size])
    optimizer.apply_gradients(zip(gradients, [kernel, step_size]))
    return loss


print(float(train_step(data)))
"""


@register
class CustomGradientNone(Cause):
    """A tf.custom_gradient returns None."""

    doc = CauseDoc("custom-gradient-none", "error", "a tf.custom_gradient returns None", EXPLAIN, BAD, GOOD)

    def tell(self, case: Case) -> Told:
        return Told(
            title=f"the custom gradient returns None for {case.whose()}",
            message=f"the function called here has a gradient of its own, and it returns None for {case.whose()}",
            label="its gradient function returns None",
            help="return a gradient for every argument and variable that should train",
        )
