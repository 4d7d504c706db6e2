"""Recurrent layers that are given the wrong number or shape of states: the script crashes while tracing."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

EXPLAIN_COUNT = """\
An LSTM has two states, h and c; a GRU has one; a Bidirectional layer has both for each direction.
`initial_state` takes all of them, as a list. An LSTM layer without `return_state=True` returns its
last output alone, and `initial_state=[encoded]` is one tensor for two places. Keras 3 does not count
when the model is put together: the model builds, and `fit` fails with

    IndexError: Exception encountered when calling LSTM.call().

    list index out of range

which names neither the layer nor the line of its call. Let the encoder return its states and hand
all of them on. (A GRU that is given two states takes the first and trains: no finding.)
"""

BAD_COUNT = """\
import numpy as np
import tensorflow as tf

source = tf.keras.Input([6, 3])
target = tf.keras.Input([5, 2])
encoded = tf.keras.layers.LSTM(8, name="encoder")(source)
decoder = tf.keras.layers.LSTM(8, return_sequences=True, name="decoder")
hidden = decoder(target, initial_state=[encoded])  # <- an LSTM has two states
outputs = tf.keras.layers.Dense(2, name="readout")(hidden)

model = tf.keras.Model([source, target], outputs)
model.compile(optimizer="adam", loss="mse")
sources, targets = np.random.normal(size=[32, 6, 3]), np.random.normal(size=[32, 5, 2])
model.fit([sources, targets], targets, epochs=1, verbose=0)
"""

GOOD_COUNT = """\
import numpy as np
import tensorflow as tf

source = tf.keras.Input([6, 3])
target = tf.keras.Input([5, 2])
_, state_h, state_c = tf.keras.layers.LSTM(8, return_state=True, name="encoder")(source)
decoder = tf.keras.layers.LSTM(8, return_sequences=True, name="decoder")
hidden = decoder(target, initial_state=[state_h, state_c])
outputs = tf.keras.layers.Dense(2, name="readout")(hidden)

model = tf.keras.Model([source, target], outputs)
model.compile(optimizer="adam", loss="mse")
sources, targets = np.random.normal(size=[32, 6, 3]), np.random.normal(size=[32, 5, 2])
model.fit([sources, targets], targets, epochs=1, verbose=0)
"""

EXPLAIN_SHAPE = """\
A state has one row for each element of the batch and one column for each unit of the layer. A decoder
with 8 units cannot start from an encoder's 16, nor from a Bidirectional encoder's joined 2 x 8. Keras 3
does not look at the shapes when the model is put together: it builds, and `fit` fails with

    ValueError: Exception encountered when calling LSTMCell.call().

    Dimensions must be equal, but are 16 and 8 for

and the name of a MatMul, far away from the decoder's call. Give both the same number of units (twice
the units to the decoder of a Bidirectional encoder), or put a Dense layer between, one for each state.
"""

BAD_SHAPE = """\
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

GOOD_SHAPE = """\
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
class StateCountMismatch(Cause):
    """Initial_state has the wrong number of tensors for the layer; told by `diagnosis.crash`."""

    doc = CauseDoc(
        "state-count-mismatch",
        "error",
        "initial_state has the wrong number of tensors for the layer",
        EXPLAIN_COUNT,
        BAD_COUNT,
        GOOD_COUNT,
    )

    def tell(self, case: Case) -> Told:
        raise LookupError("told by diagnosis.crash: there is no traced step to tell of")


@register
class StateShapeMismatch(Cause):
    """A state's shape does not fit the layer; told by `diagnosis.crash`."""

    doc = CauseDoc(
        "state-shape-mismatch",
        "error",
        "a state's shape does not fit the layer",
        EXPLAIN_SHAPE,
        BAD_SHAPE,
        GOOD_SHAPE,
    )

    def tell(self, case: Case) -> Told:
        raise LookupError("told by diagnosis.crash: there is no traced step to tell of")
