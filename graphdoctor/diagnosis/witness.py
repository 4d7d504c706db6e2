"""Why a verdict holds: the path that a gradient takes to a variable, or the place that cuts it."""

from __future__ import annotations

from typing import Any

from graphdoctor.analysis.verdicts import CONNECTED, UNTRAINED, Judged
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.graph.model import ARG, RET

_FIRST, _LAST = 3, 2  # lines of evidence; what lies between is counted


class Witnesses:
    """The witnesses of one judged step; holds what the paths of all variables to one loss share."""

    def __init__(self, judged: Judged, evidence: Evidence) -> None:
        self.judged = judged
        self.evidence = evidence
        self._ways: dict[int, dict[int, tuple[int, tuple[int, ...]]]] = {}

    def of(self, variable: int, blame: Blame | None) -> dict[str, Any] | None:
        """A path from the variable to the loss, at most five ops of it, or the op that cuts; None for neither."""
        judged = self.judged
        loss, _ = judged.best(variable)
        op = judged.var_op.get(variable)
        trains = judged.verdict[variable] in (CONNECTED, UNTRAINED)
        if trains and loss is not None and op is not None and op in judged.reach[loss].live:
            return self._path(loss, op)
        if blame is None or blame.cut is None or blame.cut.op is None:
            return None
        where = self.evidence.locate(blame.cut.op)
        location = where.to_json() if where is not None else None
        return {
            "kind": "cut",
            "steps": [_step(judged, blame.cut.op, location, blame.cut.kind)],
            "left_out": 0,
        }

    def _path(self, loss: int, op: int) -> dict[str, Any]:
        if loss not in self._ways:
            self._ways[loss] = self._ends(loss)
        count, last = self._ways[loss][op]
        live, roles = self.judged.reach[loss].live, self.judged.step.roles
        first: list[int] = []
        here: int | None = op
        while here is not None and len(first) < min(count, _FIRST + _LAST):
            if roles[here] not in (ARG, RET):
                first.append(here)
            here = live.get(here)
        shown = first if count <= _FIRST + _LAST else [*first[:_FIRST], *last]
        return {
            "kind": "path",
            "steps": [_step(self.judged, o, None, None) for o in shown],
            "left_out": count - len(shown),
        }

    def _ends(self, loss: int) -> dict[int, tuple[int, tuple[int, ...]]]:
        """For each op that a loss's gradient reaches, how many ops its path has, and the last of them."""
        roles = self.judged.step.roles
        ends: dict[int, tuple[int, tuple[int, ...]]] = {}
        for op, parent in self.judged.reach[
            loss
        ].live.items():  # a parent comes before what was reached from it
            count, last = ends.get(-1 if parent is None else parent, (0, ()))
            if roles[op] not in (ARG, RET):
                count, last = count + 1, last if count >= _LAST else (op, *last)
            ends[op] = count, last
        return ends


def _step(judged: Judged, op: int, location: dict[str, Any] | None, note: str | None) -> dict[str, Any]:
    record = judged.step.record(op)
    return {"op": record.id, "type": record.type, "location": location, "note": note or record.layer}
