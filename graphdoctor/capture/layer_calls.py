"""The calls of layers in a `StepGraph`, and which ops belong to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphdoctor.capture.flatten import Flattener
from graphdoctor.capture.functional import input_names
from graphdoctor.capture.recorder import SeenCall
from graphdoctor.graph.model import LayerCall, Ref

Place = Callable[[Any], Ref | None]
"""Where a tensor went."""


def lay_out_calls(seen: list[SeenCall], flat: Flattener, ref: Place) -> list[SeenCall]:
    """Add the calls to the step, and to each op its innermost one; returns them in the order of the step's."""
    ordered = sorted(seen, key=lambda c: (c.start, -c.end, -c.serial))
    by_graph: dict[int, list[SeenCall]] = {}
    for call in ordered:
        if not call.symbolic and id(call.graph) in flat.frames_of:
            by_graph.setdefault(id(call.graph), []).append(call)
    placed = [call for calls in by_graph.values() for call in calls]
    number = {id(call): n for n, call in enumerate(placed)}
    flat.step.calls.extend(_call(call, number, ref) for call in placed)
    _tag_ops(flat, by_graph, number)
    return placed


def _call(call: SeenCall, number: dict[int, int], ref: Place) -> LayerCall:
    parent = call.parent
    while parent is not None and id(parent) not in number:
        parent = parent.parent
    return LayerCall(
        index=number[id(call)],
        layer_key=id(call.layer),
        name=str(getattr(call.layer, "name", type(call.layer).__name__)),
        type=type(call.layer).__name__,
        parent=number[id(parent)] if parent is not None else None,
        symbolic=call.symbolic,
        inputs=tuple(r for t in call.inputs if (r := ref(t)) is not None),
        outputs=tuple(r for t in call.outputs if (r := ref(t)) is not None),
        input_names=input_names(call.layer),
    )


def _tag_ops(flat: Flattener, by_graph: dict[int, list[SeenCall]], number: dict[int, int]) -> None:
    """Give each op its innermost layer call; a body without one inherits its call's."""
    step = flat.step
    painted: dict[int, list[int]] = {}
    for key, calls in by_graph.items():
        colours = [-1] * max(c.end for c in calls)
        for seen in calls:  # outer calls first, inner ones paint over them
            colours[seen.start : seen.end] = [number[id(seen)]] * (seen.end - seen.start)
        painted[key] = colours
    owners = [painted.get(id(graph), []) for graph in flat.graphs]
    tags = step.layer_call
    for op, (frame, order) in enumerate(zip(step.frame_of, step.order, strict=True)):
        owner = owners[frame]
        mine = owner[order] if 0 <= order < len(owner) else -1
        if mine < 0:
            call = step.frames[frame].call
            mine = tags[call] if call >= 0 else -1
        tags[op] = mine
