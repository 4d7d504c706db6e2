"""An encoder's final state that no decoder takes."""

from __future__ import annotations

from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.snippets import assigned_names, call_with

EXPLAIN = """\
An encoder-decoder hands over in one place: the encoder's final state is the decoder's first. Without
`initial_state=` the decoder starts from zeros. It still trains, on its own input alone; and nothing
leads from the loss back to the encoder.
In a functional model the encoder is then in no path from inputs to outputs, so Keras leaves it out of
the model, never asks for its gradient, and prints nothing. (In a sub-classed model it stays in the
list of variables, and you get the warning that gradients do not exist for it.)
Let the encoder return its states, `return_state=True`, and hand all of them on in the decoder's call.
A Bidirectional encoder returns forward and backward states: join each pair before you do.
"""

BAD = """\
import numpy as np
import tensorflow as tf

source = tf.keras.Input([6, 3])
target = tf.keras.Input([5, 2])
encoder = tf.keras.layers.LSTM(8, return_state=True, name="encoder")
_, state_h, state_c = encoder(source)
decoder = tf.keras.layers.LSTM(8, return_sequences=True, name="decoder")
hidden = decoder(target)  # <- starts from zeros
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
encoder = tf.keras.layers.LSTM(8, return_state=True, name="encoder")
_, state_h, state_c = encoder(source)
decoder = tf.keras.layers.LSTM(8, return_sequences=True, name="decoder")
hidden = decoder(target, initial_state=[state_h, state_c])
outputs = tf.keras.layers.Dense(2, name="readout")(hidden)

model = tf.keras.Model([source, target], outputs)
model.compile(optimizer="adam", loss="mse")
sources, targets = np.random.normal(size=[32, 6, 3]), np.random.normal(size=[32, 5, 2])
model.fit([sources, targets], targets, epochs=1, verbose=0)
"""


@register
class UnwiredState(Cause):
    """An encoder's final state is thrown away, and its decoder starts from zeros (or from something else)."""

    doc = CauseDoc(
        "unwired-state",
        "error",
        "no decoder takes the encoder's final state as its initial_state",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        blame = case.blame
        assert blame.encoder is not None and blame.decoder is not None
        encoder, decoder = blame.encoder, blame.decoder
        given = decoder.initial is not None
        start = "something else" if given else "zeros"
        gets = case.verb("gets", "get")
        return Told(
            title=f"{decoder.name} never receives the final state of {encoder.name}",
            message=f"the state of {encoder.name} is thrown away, and {case.whose()} {gets} no gradient",
            label=f"starts from {start}",
            suggestion=_suggestion(case),
            made="computed here and never used",
        )


def _suggestion(case: Case) -> str:
    blame = case.blame
    assert blame.encoder is not None and blame.decoder is not None
    names = assigned_names(blame.made)
    states = (
        list(names[1:]) if blame.encoder.returns_state and len(names) == len(blame.encoder.final) + 1 else []
    )
    if not states or "_" in states:
        states = (
            ["state_h", "state_c"]
            if len(blame.decoder.units) == 2
            else [f"state_{n}" for n in range(len(blame.decoder.units))]
        )
        states = ["state"] if len(blame.decoder.units) == 1 else states
    value = states[0] if len(states) == 1 else f"[{', '.join(states)}]"
    return call_with(blame.location, f"initial_state={value}")
