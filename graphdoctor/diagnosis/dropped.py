"""The line that drops what nothing goes on with: the last call whose result is not used."""

from __future__ import annotations

from graphdoctor.analysis.cut_choice import Cut
from graphdoctor.analysis.cuts import CutFinder
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.handed_back import dropped_at
from graphdoctor.source import Location

_BESIDE = 30
"""How many ops before and after one may be of the same line."""


def last_call(judged: Judged, evidence: Evidence, finder: CutFinder, cut: Cut) -> Location | None:
    """The line of the last op; where a layer returns it as (one of) its results, that of the outermost such call.

    Not of a model that `fit` calls: nobody wrote that call.
    """
    if cut.op is None:
        return None
    step = judged.step
    asked = [evidence.locate_request(request.index) for request in judged.losses]
    where, call = None, step.layer_call[cut.op]
    while call >= 0 and _is_dropped(step.calls[call].outputs, cut):
        written = evidence.locate_call(call)
        if written is not None and (where is None or written not in asked):
            where = written
        parent = step.calls[call].parent
        call = -1 if parent is None else parent
    return where or _line(judged, evidence, finder, cut.op)


def _is_dropped(outputs: tuple[tuple[int, int], ...], cut: Cut) -> bool:
    return any(op in cut.flow for op, _ in outputs)


def _line(judged: Judged, evidence: Evidence, finder: CutFinder, op: int) -> Location | None:
    """The line of an op; where functions of the user's return just that, the line that calls the outermost of them."""
    where = evidence.locate(op)
    caller = dropped_at(op, evidence)
    if caller == where:
        return where
    beside = range(max(0, op - _BESIDE), min(len(judged.step), op + _BESIDE))
    used = any(finder.leads(near) and evidence.stack(near) == evidence.stack(op) for near in beside)
    return where if used else caller
