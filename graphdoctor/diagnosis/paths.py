"""The way of each variable's gradient, op by op: to the loss, or to where it is cut. Ways share what they have in
common, so that a report of a thousand variables holds each op once."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from graphdoctor.analysis.verdicts import CONNECTED, UNTRAINED, Judged
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.boxes import PLUMBING
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.graph.model import ARG, CALL, RET

_STEPS = 4000  # in a report


class Paths:
    """Collects the ways of one judged step."""

    def __init__(self, judged: Judged, evidence: Evidence) -> None:
        self.judged, self.step, self.evidence = judged, judged.step, evidence
        self.steps: list[list[int]] = []
        self.types: dict[str, int] = {}
        self.layers: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.locations: list[dict[str, Any]] = []
        self._known: dict[tuple[object, int], int | None] = {}  # None: no room for what comes then
        self._towards: dict[int, dict[int, int | None]] = {}

    def start(self, variable: int, blame: Blame | None) -> int | None:
        """The number of the first step of a variable's way; None where there is none, or no room left."""
        op = self.judged.var_op.get(variable)
        loss, _ = self.judged.best(variable)
        if op is None:
            return None
        if self.judged.verdict[variable] in (CONNECTED, UNTRAINED) and loss is not None:
            live = self.judged.reach[loss].live
            return self._add(("loss", loss), live, op) if op in live else None
        if blame is None or blame.cut is None or blame.cut.op is None:
            return None
        towards = self._towards_cut(blame.cut.op)
        return self._add(("cut", blame.cut.op), towards, op) if op in towards else None

    def spelled(self) -> dict[str, Any]:
        """As the report has it: a step is [type, layer, place, number of the next step]; -1 for none."""
        return {
            "steps": self.steps,
            "types": list(self.types),
            "layers": list(self.layers),
            "places": self.locations,
        }

    def _towards_cut(self, cut: int) -> dict[int, int | None]:
        """For each op before the cut the next one on a shortest way to it."""
        if cut not in self._towards:
            found: dict[int, int | None] = {cut: None}
            queue = deque([cut])
            while queue:
                op = queue.popleft()
                for source, _ in self.step.inputs[op]:
                    if source not in found and self.step.roles[source] != CALL:
                        found[source] = op
                        queue.append(source)
            self._towards[cut] = found
        return self._towards[cut]

    def _add(self, key: object, following: Mapping[int, int | None], op: int) -> int | None:
        way: list[int] = []
        here: int | None = op
        while here is not None and (key, here) not in self._known:
            way.append(here)
            here = following[here]
        told = [one for one in way if self._tells(one)]
        after = self._known[key, here] if here is not None else -1
        if after is None or len(self.steps) + len(told) > _STEPS:
            self._known.update(dict.fromkeys(((key, one) for one in way), None))
            return None
        for one in reversed(way):
            if self._tells(one):
                self.steps.append([*self._step(one), after])
                after = len(self.steps) - 1
            self._known[key, one] = after
        return after if after >= 0 else None

    def _tells(self, op: int) -> bool:
        return self.step.roles[op] not in (ARG, RET, CALL) and self.step.types[op] not in PLUMBING

    def _step(self, op: int) -> tuple[int, int, int]:
        call = self.step.layer_call[op]
        layer = self.step.calls[call].name if call >= 0 else ""
        where = self.evidence.locate(op)
        place = -1
        if where is not None:
            key = f"{where.file}:{where.line}:{where.cell}"
            if key not in self.places:
                self.places[key] = len(self.locations)
                self.locations.append(where.to_json())
            place = self.places[key]
        return (
            self.types.setdefault(self.step.types[op], len(self.types)),
            self.layers.setdefault(layer, len(self.layers)),
            place,
        )
