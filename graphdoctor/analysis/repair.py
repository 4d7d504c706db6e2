"""Counterfactuals: the graph as a repair would make it, and what the gradient reaches then."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from graphdoctor.analysis.reach import Walker
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.graph.model import CALL, LIVE, Ref, Request, StepGraph


def restored_by_wiring(judged: Judged, tensors: Iterable[int], into: Iterable[int]) -> set[int]:
    """The variables that a loss reaches once each of `into` also depends on all of `tensors`."""
    refs = tuple((op, 0) for op in tensors)
    return _won(judged, dict.fromkeys(into, refs), judged.losses)


def restored_by_passing(judged: Judged, cuts: Iterable[tuple[int, int]]) -> set[int]:
    """The variables that a loss reaches once the gradient passes all of these (source, cutting op) at once."""
    step = judged.step
    pairs = list(cuts)
    mended = {cut for _, cut in pairs}
    live = {op for reach in judged.reach.values() for op in reach.live}
    extra: dict[int, tuple[Ref, ...]] = {}
    for source, cut in pairs:
        refs = tuple((source, port) for port in range(len(step.dtypes[source])))
        for op in _arrives(step, cut, live, mended):
            extra[op] = (*extra.get(op, ()), *refs)
    return _won(judged, extra, judged.losses)


def _arrives(step: StepGraph, cut: int, live: set[int], mended: set[int]) -> set[int]:
    """Where the way on from a cut meets ops that a gradient reaches already; what is mended does not stop it."""
    after: set[int] = set()
    stack, seen = [cut], {cut}
    while stack:
        op = stack.pop()
        if op in live:
            after.add(op)  # the gradient arrives here already; what lies before it is what the cut hides
            continue
        for consumer, position in step.consumers[op]:
            if consumer not in seen and (consumer in mended or _passes(step, consumer, position)):
                seen.add(consumer)
                stack.append(consumer)
    return after


def _passes(step: StepGraph, op: int, position: int) -> bool:
    """Whether nothing else cuts here; a dtype without gradients goes away with the cut that brought it about."""
    if step.roles[op] == CALL:
        return False
    if not step.differentiable(step.inputs[op][position]):
        return True
    answers = step.answers(op)
    return position < len(answers) and answers[position] == LIVE


def restored_by_recording(judged: Judged) -> set[int]:
    """The variables that a loss reaches once its tape records everything before it."""
    return _won(judged, {}, [replace(request, spans=None, stopped=()) for request in judged.losses])


def has_live_path(judged: Judged, variable: int) -> bool:
    """Whether some loss depends on a variable in a way that a gradient could take."""
    op = judged.var_op.get(variable)
    return any(op in reach.live for reach in judged.reach.values())


def _won(judged: Judged, extra: dict[int, tuple[Ref, ...]], losses: list[Request]) -> set[int]:
    walker = Walker(judged.step, judged.walker.facts)
    walker.extra = extra
    won: set[int] = set()
    for request in losses:
        live = walker.reach(request).live
        before = judged.reach[request.index].live
        won.update(v for v, op in judged.var_op.items() if op in live and op not in before)
        won.update(v for v in judged.stand_ins if _stands_in(judged, request, v, live))
    return won


def _stands_in(judged: Judged, request: Request, variable: int, live: Collection[int]) -> bool:
    """Whether a tensor that is asked for in a variable's place is read by what a gradient reaches."""
    tensors = {op for index, op in judged.stand_ins[variable] if index == request.index}
    return any(consumer in live for op in tensors for consumer, _ in judged.step.consumers[op])
