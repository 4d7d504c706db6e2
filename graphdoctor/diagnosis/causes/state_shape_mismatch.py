"""A state's shape does not fit the layer: the script crashes while tracing."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

EXPLAIN = """\
A state has one row for each element of the batch and one column for each unit of the layer. A decoder
with 8 units cannot start from an encoder's 16, nor from a Bidirectional encoder's joined 2 x 8. Keras 3
does not look at the shapes when the model is put together: it builds, and `fit` fails with

    ValueError: Exception encountered when calling LSTMCell.call().

    Dimensions must be equal, but are 16 and 8 for

and the name of a MatMul, far away from the decoder's call. Give both the same number of units (twice
the units to the decoder of a Bidirectional encoder), or put a Dense layer between, one for each state.
"""

BAD = """\
import numpy as np
import tensorflow as tf

source = tf.keras.Input([6, 3])
target = tf.keras.Input([5, 2])
_, state_h, state_c = tf.keras.layers.LSTM(16, return_state=True, name="encoder")(source)
decoder = tf.keras.layers.LSTM(8, return_sequences=True, name="decoder")
hidden = decoder(target, initial_state=[state_h, state_c])  # <- 16 units into 8
outputs = tf.keras.layers.Dense(2, name="readout")(hidden)

model = tf.keras.Model([source, target], outputs)
model.compile(optimizer="adam", loss="mse")
sources, targets = np.random.normal(size=[32, 6, 3]), np.random.normal(size=[32, 5, 2])
model.fit([sources, targets], targets, epochs=1, verbose=0)
"""

GOOD = """\
import numpy as np
import tensorflow as tf

source = tf.keras.Input([6, 3])
target = tf.keras.Input([5, 2])
_, state_h, state_c = tf.keras.layers.LSTM(16, return_state=True, name="encoder")(source)
decoder = tf.keras.layers.LSTM(16, return_sequences=True, name="decoder")
hidden = decoder(target, initial_state=[state_h, state_c])
outputs = tf.keras.layers.Dense(2, name="readout")(hidden)

model = tf.keras.Model([source, target], outputs)
model.compile(optimizer="adam", loss="mse")
sources, targets = np.random.normal(size=[32, 6, 3]), np.random.normal(size=[32, 5, 2])
model.fit([sources, targets], targets, epochs=1, verbose=0)
"""


@register
class StateShapeMismatch(Cause):
    """A state's shape does not fit the layer; told by `diagnosis.crash`."""

    doc = CauseDoc(
        "state-shape-mismatch", "error", "a state's shape does not fit the layer", EXPLAIN, BAD, GOOD
    )

    def tell(self, case: Case) -> Told:
        raise LookupError(
            f"{case.blame.cause} is told by diagnosis.crash: there is no traced step to tell of"
        )
