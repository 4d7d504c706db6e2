"""Values that left TensorFlow for Python, and came back as constants."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from graphdoctor.analysis.flow import DataFlow
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.evidence import Left
from graphdoctor.diagnosis.usercode import code_at
from graphdoctor.graph.model import VAR
from graphdoctor.source import Location

_TELLING = frozenset(
    "print debug info warning error critical log write scalar add_scalar set_postfix".split()
)
"""What a statement calls to show a value and do no more with it."""
_FEW = 64  # numbers by which a value is known again


class RoundTrips:
    """The round trips of one judged step. `left`: the ops whose values were taken, with the lines that took them."""

    def __init__(self, judged: Judged, left: dict[int, list[Left]], flow: DataFlow) -> None:
        self.judged = judged
        self.step = judged.step
        self.left = left
        self.flow = flow

    def back(self, ops: Iterable[int]) -> Location | None:
        """Where the first value of some ops was taken that the loss reads again as a constant; None where none was.

        One whose very numbers the loss reads goes first: another may only have decided, drawn or shown something.
        """
        events = [
            e
            for op in ops
            for e in self.left.get(op, ())
            if e.kind != "iter" and not _shown(e.location) and not self._takes_all(op, e)
        ]
        found = [e for e in sorted(events, key=lambda e: e.position) if self._constant_since(e)]
        read = self._numbers() if len(found) > 1 else frozenset()
        known = next((e for e in found if not read.isdisjoint(e.numbers)), None)
        event = known or next(iter(found), None)
        return None if event is None else event.location

    def _takes_all(self, op: int, event: Left) -> bool:
        """Whether a line takes a weight's value together with those of weights that train: `model.get_weights()`."""
        if self.step.roles[op] != VAR:
            return False
        live = {o for reach in self.judged.reach.values() for o in reach.live if self.step.roles[o] == VAR}
        return any(
            e.location == event.location for other in live & self.left.keys() for e in self.left[other]
        )

    def _numbers(self) -> frozenset[float]:
        """The numbers that eager code brought into the losses, without their signs."""
        ops = {op for r in self.judged.losses for op in self.flow.made_from(r) if self._made_since(op, 0)}
        return numbers_in(self.step.consts[op] for op in ops if op in self.step.consts)

    def _constant_since(self, event: Left) -> bool:
        """Whether the loss that was asked for next reads a constant that was made after the value had left."""
        position = event.position
        losses = self.judged.losses
        following = [r for r in losses if self.flow.horizon[r.index] >= position]
        if event.early and not following:  # the step was over: the line had run before its first tape as well
            following, position = list(losses), 0
        request = min(following, key=lambda r: self.flow.horizon[r.index], default=None)
        if request is None:
            return False
        if request.spans and position < request.spans[0][0] and not event.early:
            return False  # taken after the last step, not for the next one
        return request.detached or any(self._made_since(op, position) for op in self.flow.made_from(request))

    def _made_since(self, op: int, position: int) -> bool:
        """Whether an op is a number that eager code brought in after a position."""
        step = self.step
        if not step.frames or not step.frames[step.frame_of[op]].eager:
            return False
        if step.inputs[op] or step.order[op] < position or not step.dtypes[op]:
            return False
        return step.types[op] in ("Const", "Placeholder") and "float" in step.dtypes[op][0]


def numbers_in(arrays: Iterable[Any]) -> frozenset[float]:
    """The numbers of small arrays, without their signs, by which a value is known again; none of zero and one."""
    found = {
        float(n) for a in arrays if a.size <= _FEW for n in abs(a.astype("float32")).reshape(-1).tolist()
    }
    return frozenset(found - {0.0, 1.0})


def _shown(where: Location | None) -> bool:
    """Whether the statement at a line only shows what it takes: `print(loss.numpy())`."""
    code = code_at(where)
    statement = code.statement(where.line) if code is not None and where is not None else None
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    called = statement.value.func
    name = (
        called.attr
        if isinstance(called, ast.Attribute)
        else called.id
        if isinstance(called, ast.Name)
        else ""
    )
    return name in _TELLING
