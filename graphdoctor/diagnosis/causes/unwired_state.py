"""An encoder's final state that no decoder takes."""

from __future__ import annotations

from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.ignored import Ignored
from graphdoctor.diagnosis.origins import Origins
from graphdoctor.diagnosis.wiring import takes_a_part

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


_SOURCES = {
    "zeros": "zeros", "constant": "a constant", "variable": "a variable", "input": "an input of the step",
    "previous": "its own last state",
}  # fmt: skip


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
        ignored = blame.facts.get("ignored")
        if isinstance(ignored, Ignored):
            return _tell_ignored(case, ignored)
        assert blame.encoder is not None and blame.decoder is not None
        (encoder, decoder), repair = _names(case, blame.encoder, blame.decoder), blame.rewiring
        gets, lost, gone = case.verb("gets", "get"), _lost(case, blame, encoder), f"the state of {encoder}"
        if blame.encoder.projected:
            lost = gone = f"the state that {encoder} make"
        return Told(
            title=f"{decoder} never receives {lost}",
            message=f"{gone} is thrown away, and {case.whose()} {gets} no gradient",
            label=_start(case, blame),
            suggestion=repair.suggestion if repair is not None else None,
            help=_help(blame, decoder),
            made="computed here and never used",
        )


def _tell_ignored(case: Case, ignored: Ignored) -> Told:
    """A recurrence by hand, in a function that is given its first state and starts from another one."""
    name, given, gets = ignored.function, ignored.parameter, case.verb("gets", "get")
    return Told(
        title=f"{name} starts without the state it is given",
        message=f"{name} never reads the {given} it is given, and {case.whose()} {gets} no gradient",
        label=f"{name} ignores {given}",
        help=f"let {name} start from {given} rather than from a state of its own",
        made="computed here and handed on for nothing",
    )


def _lost(case: Case, blame: Blame, encoder: str) -> str:
    assert blame.encoder is not None and blame.decoder is not None
    part = takes_a_part(case.judged.step, blame.decoder, blame.encoder, blame.symbolic)
    return f"{'all of ' * part}the final state of {encoder}"


def _names(case: Case, encoder: Recurrent, decoder: Recurrent) -> tuple[str, str]:
    """The layers' names; where both have the same, with those of the models around them."""
    if encoder.name != decoder.name or case.blame.symbolic:
        return encoder.name, decoder.name
    calls = case.judged.step.calls
    parents = [calls[layer.key].parent for layer in (encoder, decoder)]
    around = [None if parent is None else calls[parent].name for parent in parents]
    if None in around or around[0] == around[1]:
        return encoder.name, decoder.name
    return f"{around[0]}/{encoder.name}", f"{around[1]}/{decoder.name}"


def _help(blame: Blame, decoder: str) -> str | None:
    """What goes with the code; where several states fit, that one has to be chosen."""
    assert blame.encoder is not None and blame.decoder is not None
    if blame.decoder.surplus:
        return f"give {decoder} as many states as it has: add those that belong together, or bring them to its size"
    if blame.rewiring is None:
        return f"hand the state of {blame.encoder.name} on to {decoder}"
    if not blame.candidates:
        return blame.rewiring.help
    said = [_many_states(blame, decoder), _many_decoders(blame, decoder), blame.rewiring.help]
    return "; ".join(words for words in said if words)


def _many_states(blame: Blame, decoder: str) -> str | None:
    names = list(dict.fromkeys(c.encoder for c in blame.candidates if c.taker is None))
    if len(names) < 2:
        return None
    return f"the states of {_listed(names)} fit {decoder} alike, and it takes one: say which, or join them"


def _many_decoders(blame: Blame, decoder: str) -> str | None:
    assert blame.encoder is not None
    names = [decoder, *dict.fromkeys(c.taker.name for c in blame.candidates if c.taker is not None)]
    if len(names) < 2:
        return None
    return f"the state of {blame.encoder.name} fits {_listed(names)} alike: say which one is to start from it, or all"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]])


def _start(case: Case, blame: Blame) -> str:
    """What the decoder starts from instead."""
    assert blame.encoder is not None and blame.decoder is not None
    if blame.decoder.initial is None:
        return "starts from zeros"
    if takes_a_part(case.judged.step, blame.decoder, blame.encoder, blame.symbolic):
        if blame.decoder.surplus:
            return _too_many(blame.decoder)
        return f"takes a part of {blame.encoder.name}'s state only"
    found = dict.fromkeys(_origin(case, blame.decoder, state) for state in blame.decoder.initial)
    return f"starts from {next(iter(found))}" if len(found) == 1 else "starts from something else"


def _too_many(decoder: Recurrent) -> str:
    count = len(decoder.units)
    what = "the first" if count == 1 else f"the first {count}"
    return f"takes {what} of {count + decoder.surplus} states only"


def _origin(case: Case, decoder: Recurrent, state: int) -> str:
    """A state that a decoder is given, in words."""
    if case.blame.symbolic:
        return _symbolic_origin(case, state)
    calls = [*case.evidence.recurrent_calls(), *case.evidence.cell_calls()]
    origin, _ = Origins(case.judged, calls).chosen(state, decoder.layer_key)
    if origin.layer is not None and origin.source in ("layer", "stopped"):
        what = (
            "what"
            if origin.state is None
            else "the output of"
            if origin.state == "output"
            else "the state of"
        )
        stopped = ", its gradient stopped" if origin.source == "stopped" else ""
        return f"{what} {origin.layer}{' makes' if origin.state is None else ''}{stopped}"
    return _SOURCES.get(origin.source, "something else")


def _symbolic_origin(case: Case, tensor: int) -> str:
    nodes = case.evidence.nodes()
    made = next((n for n in nodes if tensor in n.outputs), None)
    if made is None:
        return "something else"
    if len(made.inputs) > 1 and len(set(made.inputs)) == 1:
        return f"{_symbolic_origin(case, made.inputs[0])}, twice"
    if made.recurrent is not None and tensor in made.recurrent.final:
        return f"the state of {made.name}"
    return f"what {made.name} makes" if made.inputs else "an input of the model"
