"""What layers made to start a decoder from, of a picture or another summary, and what nobody reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphdoctor.analysis.cuts import CutFinder
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.graph.model import LayerCall, StepGraph


def lost_start(
    step: StepGraph, finder: CutFinder, calls: Sequence[Recurrent], flow: Iterable[int]
) -> tuple[Recurrent, Recurrent] | None:
    """(what was made, its decoder): layers' results within a dropped flow, just as many and as large as the states of a
    layer that is given none. One result alone says too little: any layer's would do.
    """
    lost = set(flow)
    for decoder in calls:
        if decoder.initial or decoder.stateful or decoder.looped or len(decoder.units) < 2:
            continue
        if not any(finder.leads(op) for op in decoder.outputs):
            continue
        made = _unread(step, finder, decoder)
        ends = [call.outputs[0][0] for call in made]
        if len(made) == len(decoder.units) and lost & set(ends):
            return _as_encoder(made, ends, decoder), decoder
    return None


def _unread(step: StepGraph, finder: CutFinder, decoder: Recurrent) -> list[LayerCall]:
    """The calls before a decoder's whose one result has the shape of its states, and that nobody reads.

    None where the same is to be had of fewer: calls of one layer in a row, or layers around layers.
    """
    behind = finder.flow(decoder.outputs)
    found: dict[int, LayerCall] = {}
    for call in step.calls[: decoder.key]:
        if call.symbolic or len(call.outputs) != 1 or call.outputs[0][0] in behind:
            continue
        op, port = call.outputs[0]
        shape = step.shape((op, port))
        if shape is None or len(shape) != 2 or shape[-1] not in decoder.units:
            continue
        if not any(reader for reader, _ in step.consumers[op]):
            found.setdefault(op, call)  # the innermost: a call within another one is over before it
    return list(found.values())


def _as_encoder(made: Sequence[LayerCall], ends: Sequence[int], decoder: Recurrent) -> Recurrent:
    """The layers' calls as the one of an encoder whose final state their results are."""
    names = [call.name for call in made]
    return Recurrent(
        key=made[0].index,
        layer_key=made[0].layer_key,
        name=" and ".join([", ".join(names[:-1]), names[-1]]),
        type=made[0].type,
        units=decoder.units,
        final=tuple(ends),
        initial=None,
        outputs=tuple(ends),
        inputs=tuple(op for call in made for op, _ in call.inputs),
        returns_state=True,
        order=decoder.order,
        projected=True,
    )
