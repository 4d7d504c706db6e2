"""Cuts, and which of several is to blame."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphdoctor.analysis.flow import DataFlow
from graphdoctor.graph.model import CALL


@dataclass(frozen=True, slots=True)
class Cut:
    """One place at which the gradient stops.

    kind: "op", "cast", "stop", "barred", "custom", "python-op", "state", "outside", "stopped-tape", "zero", "softmax",
    "zero-state", "pick", "unknown" – or, where no data reaches the loss, "dropped", "hidden", "unread".
    op: the op that cuts (for "dropped" the last op of a layer or of the user's whose result is dropped).
    """

    kind: str
    op: int | None = None
    position: int | None = None
    source: int | None = None
    request: int | None = None
    flow: frozenset[int] = field(default=frozenset(), compare=False)


class CutChoice:
    """Chooses among the cuts on the ways from a variable to the losses of one judged step."""

    def __init__(self, flow: DataFlow) -> None:
        self.flow = flow

    def of(self, start: int, cuts: list[Cut], asking: frozenset[int]) -> list[Cut]:
        """Where all ways go through one cut, that one is to blame, not what cuts some of them before.

        So it is where they go through several: what is cut again on each way on says nothing.
        """
        if len({c.op for c in cuts}) == 1:
            return cuts
        for cut in sorted(cuts, key=lambda c: c.op or 0, reverse=True):
            if (
                cut.op is not None
                and cut.kind not in ("state", "unknown")
                and not self._avoids(start, cut.op, asking)
            ):
                return [c for c in cuts if c.op == cut.op]
        return self._last(cuts)

    def _last(self, cuts: list[Cut]) -> list[Cut]:
        """The cuts from which data goes on to a loss without passing another one."""
        walls = {c.op for c in cuts if c.op is not None and c.kind not in ("state", "unknown")}
        stack = [t for r in self.flow.judged.losses for t, _ in r.targets]
        seen = set(stack)
        while stack:
            op = stack.pop()
            if op in walls:
                continue
            for source, _ in self.flow.step.inputs[op]:
                if source not in seen:
                    seen.add(source)
                    stack.append(source)
        last = [c for c in cuts if c.op not in walls or c.op in seen]
        return last or cuts

    def _avoids(self, start: int, cut: int, asking: frozenset[int]) -> bool:
        """Whether data from an op reaches a loss (one that asks, where any does) without passing the cut."""
        losses = [r for r in self.flow.judged.losses if r.index in asking] or self.flow.judged.losses
        targets = {t for r in losses for t, _ in r.targets}
        stack, seen = [start], {start, cut}
        while stack:
            op = stack.pop()
            if op in targets:
                return True
            for consumer, _ in self.flow.step.consumers[op]:
                if (
                    consumer not in seen
                    and self.flow.leads(consumer)
                    and self.flow.step.roles[consumer] != CALL
                ):
                    seen.add(consumer)
                    stack.append(consumer)
        return False


def in_order(cuts: list[Cut], passed: set[int]) -> list[Cut]:
    """In order of the data; an op that was passed after all (another way in) does not cut."""
    unique = {(c.kind, c.op, c.position): c for c in cuts}
    return sorted(unique.values(), key=lambda c: (c.kind == "pick" and c.op in passed, c.op or 0))
