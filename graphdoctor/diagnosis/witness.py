"""Why a verdict holds: the path that a gradient takes to a variable, or the place that cuts it."""

from __future__ import annotations

from typing import Any

from graphdoctor.analysis.reach import path
from graphdoctor.analysis.verdicts import CONNECTED, UNTRAINED, Judged
from graphdoctor.diagnosis.blame import Blame
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.graph.model import ARG, RET

_SHOWN = 5  # lines of evidence; what lies between is counted


def witness(judged: Judged, evidence: Evidence, variable: int, blame: Blame | None) -> dict[str, Any] | None:
    """A path from the variable to the loss, at most five ops of it, or the op that cuts; None for neither."""
    loss, _ = judged.best(variable)
    op = judged.var_op.get(variable)
    if (
        judged.verdict[variable] in (CONNECTED, UNTRAINED)
        and loss is not None
        and op in judged.reach[loss].live
    ):
        assert op is not None
        ops = [o for o in path(judged.reach[loss].live, op) if judged.step.roles[o] not in (ARG, RET)]
        shown = ops if len(ops) <= _SHOWN else [*ops[: _SHOWN - 2], *ops[-2:]]
        return {
            "kind": "path",
            "steps": [_step(judged, o, None, None) for o in shown],
            "left_out": len(ops) - len(shown),
        }
    if blame is None or blame.cut is None or blame.cut.op is None:
        return None
    where = evidence.locate(blame.cut.op)
    location = where.to_json() if where is not None else None
    return {"kind": "cut", "steps": [_step(judged, blame.cut.op, location, blame.cut.kind)], "left_out": 0}


def _step(judged: Judged, op: int, location: dict[str, Any] | None, note: str | None) -> dict[str, Any]:
    record = judged.step.record(op)
    return {"op": record.id, "type": record.type, "location": location, "note": note or record.layer}
