"""Counterfactuals: the graph as a suggestion would make it, and what the gradient reaches then."""

from __future__ import annotations

from collections.abc import Iterable

from graphdoctor.analysis.reach import Walker
from graphdoctor.analysis.verdicts import Judged


def restored_by_wiring(judged: Judged, tensors: Iterable[int], into: Iterable[int]) -> set[int]:
    """The variables that a loss reaches once each of `into` also depends on all of `tensors`."""
    walker = Walker(judged.step, judged.walker.facts)
    refs = tuple((op, 0) for op in tensors)
    walker.extra = dict.fromkeys(into, refs)
    won: set[int] = set()
    for request in judged.losses:
        live = walker.reach(request).live
        before = judged.reach[request.index].live
        won.update(v for v, op in judged.var_op.items() if op in live and op not in before)
    return won
