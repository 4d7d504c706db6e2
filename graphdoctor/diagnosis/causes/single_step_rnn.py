"""A recurrent kernel only ever meets a state of zeros."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

EXPLAIN = """\
A recurrent layer multiplies its recurrent kernel by the state of the step before. With one time step
and no state handed on, that state is the zeros which it starts from, at every call: the product is
zero, and so is the kernel's gradient. The layer is a Dense layer with gates.
A gradient of zeros is no fault to TensorFlow: it prints nothing.
Mostly the axes are swapped: a window of 10 values given as (batch, 1, 10), one step of 10 features,
in place of (batch, 10, 1), 10 steps of one feature. In a loop that calls the layer step by step, keep
the state that it returns and hand it on, `initial_state=state`; or use `stateful=True`.
"""

BAD = """\
import numpy as np
import tensorflow as tf

series = np.sin(np.arange(200.0, dtype="float32") / 5)
windows = np.stack([series[n : n + 10] for n in range(150)])
following = series[10:160]

model = tf.keras.Sequential(
    [
        tf.keras.Input([1, 10]),
        tf.keras.layers.LSTM(8, name="memory"),  # <- one step of ten features
        tf.keras.layers.Dense(1, name="head"),
    ]
)
model.compile(optimizer="adam", loss="mse")
model.fit(windows.reshape(-1, 1, 10), following, epochs=1, verbose=2)
"""

GOOD = """\
import numpy as np
import tensorflow as tf

series = np.sin(np.arange(200.0, dtype="float32") / 5)
windows = np.stack([series[n : n + 10] for n in range(150)])
following = series[10:160]

model = tf.keras.Sequential(
    [
        tf.keras.Input([10, 1]),
        tf.keras.layers.LSTM(8, name="memory"),
        tf.keras.layers.Dense(1, name="head"),
    ]
)
model.compile(optimizer="adam", loss="mse")
model.fit(windows.reshape(-1, 10, 1), following, epochs=1, verbose=2)
"""


_LAYER = "give it several steps (time is axis 1), or an initial_state; for a single step a Dense layer does as well"
_CELL = "let each turn of the loop start from the state that this call returned in the turn before"


@register
class SingleStepRnn(Cause):
    """A recurrent kernel only ever meets a state of zeros."""

    doc = CauseDoc(
        "single-step-rnn", "error", "a recurrent kernel only ever meets a state of zeros", EXPLAIN, BAD, GOOD
    )

    def tell(self, case: Case) -> Told:
        meets = case.verb("meets", "meet")
        called = case.blame.decoder.name if case.blame.decoder is not None else case.variables[0].layer
        layer = called or "the layer"
        return Told(
            title=f"{layer} only ever runs one step from a state of zeros",
            message=f"{case.whose()} only ever {meets} a state of zeros, so the gradient is always zero",
            label="one step, starting from zeros",
            help=_CELL if case.blame.decoder is None else _LAYER,
        )
