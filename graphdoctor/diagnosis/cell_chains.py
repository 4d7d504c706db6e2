"""Recurrent cells that a loop of the user's calls, seen as one layer from the loop's first turn to its last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.graph.model import StepGraph

_NEAR = 3  # ops between two turns' states, or between an input of the step and one turn's slice of it


def chains_of(step: StepGraph, cells: Iterable[Recurrent]) -> list[Recurrent]:
    """One for each run of a cell: it starts as its first call does, and ends with the state of its last."""
    by_layer: dict[int, list[Recurrent]] = {}
    for call in cells:
        if call.units:
            by_layer.setdefault(call.layer_key, []).append(call)
    return [_chained(run) for calls in by_layer.values() for run in _runs(step, calls)]


def _runs(step: StepGraph, calls: list[Recurrent]) -> Iterator[list[Recurrent]]:
    """Calls of one cell, each of which starts from what the one before it has left."""
    run = calls[:1]
    for call in calls[1:]:
        if _near(step, call.initial or ()).isdisjoint(run[-1].final):
            yield run
            run = []
        run.append(call)
    yield run


def _chained(run: list[Recurrent]) -> Recurrent:
    outputs = tuple(op for call in run for op in call.outputs)
    return replace(run[0], final=run[-1].final, outputs=outputs, looped=True, ends=run[-1].order)


def reads_along(step: StepGraph, one: Recurrent, other: Recurrent) -> bool:
    """Whether two cells run over slices of the same tensor, as far as can be told: they stand beside each other."""
    mine, its = _near(step, one.inputs[:1]), _near(step, other.inputs[:1])
    return not mine or not its or not mine.isdisjoint(its)


def _near(step: StepGraph, ops: Iterable[int]) -> set[int]:
    """The ops and what they are made of, within a few ops; constants tell nothing."""
    edge = [op for op in ops if op not in step.consts]
    found = set(edge)
    for _ in range(_NEAR):
        edge = [source for op in edge for source, _ in step.inputs[op] if source not in step.consts]
        found.update(edge)
    return found
