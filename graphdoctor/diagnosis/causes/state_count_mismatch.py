"""A layer's initial_state has the wrong number of tensors: the script crashes while tracing."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

EXPLAIN = """\
An LSTM has two states, h and c; a GRU has one; a Bidirectional layer has both for each direction.
`initial_state` takes all of them, as a list. An LSTM layer without `return_state=True` returns its
last output alone, and `initial_state=[encoded]` is one tensor for two places. Keras 3 does not count
when the model is put together: the model builds, and `fit` fails with

    IndexError: Exception encountered when calling LSTM.call().

    list index out of range

which names neither the layer nor the line of its call. Let the encoder return its states and hand
all of them on. (A GRU that is given two states takes the first and trains: no finding.)
"""

BAD = """\
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

GOOD = """\
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


@register
class StateCountMismatch(Cause):
    """A layer's initial_state has the wrong number of tensors; told by `diagnosis.crash`."""

    doc = CauseDoc(
        "state-count-mismatch",
        "error",
        "initial_state has the wrong number of tensors for the layer",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        raise LookupError(
            f"{case.blame.cause} is told by diagnosis.crash: there is no traced step to tell of"
        )
