"""What layers made to start a decoder from, of a picture or another summary, and what nobody reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphdoctor.analysis.cuts import CutFinder
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.graph.model import VAR, LayerCall, Ref, StepGraph


def lost_start(
    step: StepGraph, finder: CutFinder, calls: Sequence[Recurrent], flow: Iterable[int]
) -> tuple[Recurrent, Recurrent] | None:
    """(what was made, its decoder): layers' results within a dropped flow, just as many and as large as the states of a
    layer that is given none, and made of other data than it reads. One result alone says too little: any layer's would
    do; and two of the decoder's own data may be heads that nobody wants.
    """
    lost, recurrent = set(flow), {call.key for call in calls}
    for decoder in calls:
        within = recurrent.intersection(
            step.calls_around(decoder.key)[1:]
        )  # one direction of a Bidirectional
        if decoder.initial or decoder.stateful or decoder.looped or within or len(decoder.units) < 2:
            continue
        made = _unread(step, decoder)
        ends = [call.outputs[0][0] for call in made]
        if len(made) != len(decoder.units) or lost.isdisjoint(ends):
            continue
        apart = _data(step, step.calls[decoder.key].inputs).isdisjoint(
            _data(step, [ref for call in made for ref in call.inputs])
        )
        if apart and any(finder.leads(op) for op in decoder.outputs):
            return _as_encoder(made, ends, decoder), decoder
    return None


def _unread(step: StepGraph, decoder: Recurrent) -> list[LayerCall]:
    """The calls before a decoder's whose one result has the shape of its states, and that nobody reads."""
    found: dict[int, LayerCall] = {}
    for call in step.calls[: decoder.key]:
        if call.symbolic or len(call.outputs) != 1 or step.consumers[call.outputs[0][0]]:
            continue
        shape = step.shape(call.outputs[0])
        if shape is not None and len(shape) == 2 and shape[-1] in decoder.units:
            found.setdefault(call.outputs[0][0], call)  # the innermost: it is over before the one around it
    return list(found.values())


def _data(step: StepGraph, refs: Iterable[Ref]) -> set[Ref]:
    """What comes into the step from outside among all that tensors are made of; weights and constants are no data."""
    stack = list(refs)
    seen, found = set(stack), set()
    while stack:
        ref = stack.pop()
        op = ref[0]
        if step.types[op] == "IteratorGetNext" or (step.roles[op] != VAR and not step.inputs[op]):
            if op not in step.consts:
                found.add(ref)
            continue
        new = [source for source in step.inputs[op] if source not in seen]
        seen.update(new)
        stack += new
    return found


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
