"""The value left TensorFlow and came back as a constant."""

from __future__ import annotations

from graphdoctor.diagnosis.called import before_the_tape, called_at
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.statements import only_passes
from graphdoctor.diagnosis.without_numpy import without_python

EXPLAIN = """\
NumPy and Python compute with numbers, not with TensorFlow's ops, and no tape records them. What comes
back from `np.tanh(x)`, `x.numpy()`, `float(x)`, `tf.numpy_function` or `model.predict` is a constant:
right in value, without a past. Keras prints

    UserWarning: Gradients do not exist for variables ['sequential/encode/kernel', 'sequential/encode/bias']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

Inside of a `tf.function` there are no values yet, and the same line raises while it is traced.
Use TensorFlow's op of the same name: `tf.tanh`, `tf.reduce_mean`, `tf.sqrt`. (`tf.py_function` keeps
the gradient of what it is given, `tf.numpy_function` does not. Neither has one for the variables that
the Python function reads by itself.) A look at `.numpy()` beside the loss is fine.
"""

BAD = """\
import numpy as np
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
weights = encoder.trainable_variables + decoder.trainable_variables
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])

for _ in range(3):
    with tf.GradientTape() as tape:
        code = np.tanh(encoder(data))  # <- NumPy computes, the tape does not see it
        loss = tf.reduce_mean((decoder(code) - data) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    print(float(loss))
"""

GOOD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
weights = encoder.trainable_variables + decoder.trainable_variables
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])

for _ in range(3):
    with tf.GradientTape() as tape:
        code = tf.tanh(encoder(data))
        loss = tf.reduce_mean((decoder(code) - data) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    print(float(loss))
"""


HELP = "compute it with TensorFlow ops (tf.sqrt, tf.reduce_mean, …); use .numpy() beside the loss only"


@register
class PythonRoundtrip(Cause):
    """The value left TensorFlow and came back as a constant."""

    doc = CauseDoc(
        "python-roundtrip",
        "error",
        "the value left TensorFlow and came back as a constant",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        if case.blame.facts.get("written"):
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} read and written as arrays by the script itself",
                message=f"no gradient of {case.whose()} is asked for, and the script writes {case.many} otherwise: "
                "as it should be for weights that are averaged or copied",
                label="leaves TensorFlow here",
                severity="info",
            )
        if case.blame.facts.get("runs"):
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} read by the Python function that TensorFlow calls here",
                message="TensorFlow does not see what a Python function does with variables: "
                f"the gradient of {case.whose()} ends at this call",
                label="calls Python here",
                help="call the function itself, on tensors; tf.py_function hands gradients to its inputs alone",
            )
        fix = without_python(case.blame.location)
        return Told(
            title="the value leaves TensorFlow here and comes back as a constant",
            message=f"what Python computes is a constant to TensorFlow: the gradient of {case.whose()} ends here",
            label="leaves TensorFlow here",
            suggestion=fix,
            help=_help(case, fix),
        )


def _help(case: Case, fix: str | None) -> str | None:
    at = case.blame.location
    asking = sorted({n for v in case.variables for n in case.judged.asking(v.index)})
    asked = case.evidence.locate_request(asking[0]) if asking else None
    if fix is not None and asked is not None and before_the_tape(at, asked):
        return f"and move it into the block of the tape that line {asked.line} asks for gradients"
    if fix is not None:
        return None
    if called_at(at, "predict"):
        return "predict returns NumPy arrays: call the model itself, model(x) in place of model.predict(x)"
    if only_passes(at, "float"):
        return "leave this line out: what float() returns is a number of Python's, without a past"
    return HELP
