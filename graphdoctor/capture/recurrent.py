"""The calls of recurrent layers, and of cells by the user's own loops: their states, by ops of the step."""

from __future__ import annotations

from dataclasses import replace

from graphdoctor.capture.assemble import Assembled
from graphdoctor.capture.cell_states import state_units, states_of
from graphdoctor.capture.functional import final_state
from graphdoctor.capture.layers import flat, is_recurrent
from graphdoctor.capture.recorder import SeenCall
from graphdoctor.diagnosis.evidence import Recurrent


def recurrent_calls(assembled: Assembled) -> list[Recurrent]:
    """The recurrent layers' calls, in order."""
    calls = enumerate(assembled.calls)
    return [_called(assembled, index, call) for index, call in calls if is_recurrent(call.layer)]


def _called(assembled: Assembled, index: int, call: SeenCall) -> Recurrent:
    record = assembled.step.calls[index]
    outputs = tuple(ref[0] for ref in record.outputs)
    units, initial, surplus = state_units(call.layer), None, 0
    if call.states_given:
        given = flat(call.states)
        surplus = len(given[len(units) :]) if units else 0
        refs = (assembled.given(t) for t in given[: len(given) - surplus])
        initial = tuple(r[0] for r in refs if r is not None)
    return Recurrent(
        key=index,
        layer_key=id(call.layer),
        name=record.name,
        type=record.type,
        units=units,
        final=final_state(call.layer, outputs),
        initial=initial,
        surplus=surplus,
        outputs=outputs,
        inputs=tuple(ref[0] for ref in record.inputs),
        returns_state=bool(getattr(call.layer, "return_state", False)),
        order=call.serial,
        stateful=bool(getattr(call.layer, "stateful", False)),
        names=tuple(name for name, _ in states_of(call.layer)),
    )


def cell_calls(assembled: Assembled) -> list[Recurrent]:
    """The calls of cells that no recurrent layer and no other cell (a stack, a wrapper) runs, in order."""
    step = assembled.step
    rnns = {n for n, call in enumerate(assembled.calls) if is_recurrent(call.layer)}
    cells = {n for n, call in enumerate(assembled.calls) if getattr(call.layer, "state_size", None)} - rnns
    return [
        _cell(assembled, n, assembled.calls[n])
        for n in sorted(cells)
        if (rnns | cells).isdisjoint(set(step.calls_around(n)) - {n})
    ]


def _cell(assembled: Assembled, index: int, call: SeenCall) -> Recurrent:
    """As a layer of one step: what comes after the input are its states, what comes after the output its new ones."""
    seen = _called(assembled, index, call)
    read = 0 if len(seen.inputs) == len(seen.names) else 1  # a NumPy array that is read is no tensor
    return replace(
        seen,
        final=seen.outputs[1:],
        initial=seen.inputs[read:],
        inputs=seen.inputs[:read],
        returns_state=True,
    )
