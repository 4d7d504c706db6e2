"""The layer-level drawing of a step, as a value: boxes and wires that the renderers fold and spell.

A box is a layer (an RNN rather than its cell), or a line of the user's own ops; variables sit in the box that reads
them. A wire is `gradient` where the loss's gradient comes back along it, `cut` where it stops, else `data`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphdoctor.analysis.verdicts import CONNECTED, FROZEN
from graphdoctor.diagnosis.blame import Blame, Blamer
from graphdoctor.graph.model import ARG, CALL, LIVE, OP, RET, VAR
from graphdoctor.source import Location

_LINES = 4000  # ops outside of layers whose line is asked for: walking a traceback is dear
Key = tuple[Any, ...]


@dataclass(slots=True)
class Box:
    """One box while it is put together."""

    key: Key
    label: str
    kind: str
    type: str
    order: int
    location: Location | None = None
    parent: Key | None = None
    shape: str | None = None
    variables: list[int] = field(default_factory=list)
    ops: int = 0
    live: bool = False
    finding: str | None = None


class Drawer:
    """Puts the boxes and wires of one judged step together."""

    def __init__(
        self,
        blamer: Blamer,
        findings: list[tuple[str, Blame, list[int]]],
        proposed: dict[str, str] | None = None,
    ) -> None:
        self.wires_proposed = proposed or {}
        self.blamer = blamer
        self.judged = blamer.judged
        self.step = blamer.step
        self.evidence = blamer.evidence
        self.findings = findings
        self.boxes: dict[Key, Box] = {}
        self.box_of: dict[int, Key] = {}
        self.live: set[int] = set()
        for reach in self.judged.reach.values():
            self.live |= set(reach.live)
        self.rnns = {r.key for r in self.evidence.recurrent_calls()}
        self.learned = self.blamer.finder.flow(self.judged.var_op.values())
        self.shown = self._interesting()

    def draw(self) -> dict[str, Any]:
        """The drawing as the report has it."""
        for op in self.shown:
            self._place(op)
        self._hold_variables()
        self._mark_findings()
        wires = self._wires()
        names = {key: f"b{n}" for n, key in enumerate(sorted(self.boxes, key=lambda k: self.boxes[k].order))}
        return {
            "boxes": [self._box(self.boxes[key], names) for key in names],
            "edges": [
                {"source": names[a], "target": names[b], "kind": kind, "label": label, "finding": finding}
                for (a, b), (kind, label, finding) in sorted(
                    wires.items(), key=lambda w: (names[w[0][0]], names[w[0][1]])
                )
            ],
        }

    # -- which ops -----------------------------------------------------------------------------------------------------

    def _interesting(self) -> list[int]:
        """The ops that the losses are made of, and what is made of variables that do not train."""
        wanted = set(self.blamer.finder.needed)
        for _, blame, variables in self.findings:
            starts = [op for v in variables if (op := self.judged.var_op.get(v)) is not None]
            wanted.update(self.blamer.finder.flow(starts))
            if blame.cut is not None and blame.cut.op is not None:
                wanted.add(blame.cut.op)
        return sorted(op for op in wanted if self.step.roles[op] == OP)

    def _place(self, op: int) -> None:
        call = self._shown_call(self.step.layer_call[op])
        key = self._layer_box(call) if call >= 0 else self._line_box(op)
        if key is None:
            return
        box = self.boxes[key]
        self.box_of[op] = key
        box.ops += 1
        box.live = box.live or op in self.live
        shape = self.step.shape((op, 0)) if self.step.dtypes[op] else None
        if shape is not None and self.step.differentiable((op, 0)):
            box.shape = "(" + ", ".join("?" if n is None else str(n) for n in shape) + ")"

    def _shown_call(self, call: int) -> int:
        """A cell is part of its RNN."""
        calls = self.step.calls
        here = call
        while here >= 0:
            parent = calls[here].parent
            if parent is None:
                return call
            if parent in self.rnns and here not in self.rnns:
                return self._shown_call(parent)
            here = parent
        return call

    def _layer_box(self, call: int) -> Key:
        record = self.step.calls[call]
        key: Key = ("layer", record.layer_key)
        if key not in self.boxes:
            parent = self._shown_call(record.parent) if record.parent is not None else -1
            self.boxes[key] = Box(
                key, record.name, "layer", record.type, len(self.boxes), self.evidence.locate_call(call)
            )
            parent_key = self._layer_box(parent) if parent >= 0 else None
            self.boxes[key].parent = parent_key if parent_key != key else None
        return key

    def _line_box(self, op: int) -> Key | None:
        """Ops of the user's own, by line; what no variable has a part in (data, constants, shapes) is noise."""
        if (
            op not in self.learned
            or not self.step.dtypes[op]
            or not self.step.inputs[op]
            or not self.step.differentiable((op, 0))
        ):
            return None
        if self.step.types[op] in ("ReadVariableOp", "Identity", "Placeholder") or len(self.box_of) > _LINES:
            return None
        where = self.evidence.locate(op)
        if where is None:
            return None
        key: Key = ("line", where.file, where.line, where.cell)
        if key not in self.boxes:
            self.boxes[key] = Box(key, where.code, "op", self.step.types[op], len(self.boxes), where)
        return key

    # -- variables -----------------------------------------------------------------------------------------------------

    def _hold_variables(self) -> None:
        for variable in self.step.variables:
            if variable.library:
                continue
            key: Key | None = ("layer", variable.layer_key)
            if key not in self.boxes:
                key = self._reader(variable.index)
            if key is None:
                key = (
                    ("layer", variable.layer_key)
                    if variable.layer_key is not None
                    else ("variable", variable.index)
                )
                if key not in self.boxes:
                    label, kind = (variable.layer or variable.name), variable.layer_type or "Variable"
                    where = self._made(variable.index) or self.evidence.created(variable.index)
                    self.boxes[key] = Box(key, label, "layer", kind, len(self.boxes), where)
            self.boxes[key].variables.append(variable.index)

    def _made(self, variable: int) -> Location | None:
        return next((blame.made for _, blame, variables in self.findings if variable in variables), None)

    def _reader(self, variable: int) -> Key | None:
        """The box of the first op that uses a variable's value."""
        op = self.judged.var_op.get(variable)
        if op is None:
            return None
        for reader in self.blamer.finder.flow([op]):
            if reader in self.box_of:
                return self.box_of[reader]
        return None

    def _mark_findings(self) -> None:
        for name, blame, variables in self.findings:
            if blame.cut is None or blame.cut.op not in self.box_of or blame.encoder is not None:
                dead = set(variables)
                for box in self.boxes.values():
                    if dead & set(box.variables):
                        box.finding = box.finding or name
            if blame.cut is not None and blame.cut.op in self.box_of:
                box = self.boxes[self.box_of[blame.cut.op]]
                box.finding = name
                if box.kind == "op":
                    box.type = self.step.types[blame.cut.op]
            if blame.decoder is not None:
                decoder = ("layer", blame.decoder.layer_key)
                if decoder in self.boxes:
                    self.boxes[decoder].finding = name
        for request in self.judged.losses:
            for target, _ in request.targets:
                key = self._behind(target)
                if key is not None and self.boxes[key].kind == "op":
                    self.boxes[key].kind = self.boxes[key].type = "loss"

    def _behind(self, op: int) -> Key | None:
        for _ in range(64):
            if op in self.box_of:
                return self.box_of[op]
            if not self.step.inputs[op]:
                return None
            op = self.step.inputs[op][0][0]
        return None

    # -- wires ---------------------------------------------------------------------------------------------------------

    def _wires(self) -> dict[tuple[Key, Key], tuple[str, str | None, str | None]]:
        wires: dict[tuple[Key, Key], tuple[str, str | None, str | None]] = {}
        cuts = {(b.cut.op, b.cut.position): name for name, b, _ in self.findings if b.cut is not None}
        for op in self.shown:
            target = self.box_of.get(op)
            if target is None:
                continue
            answers = self.step.answers(op) if self.step.inputs[op] else ()
            for position, ref in enumerate(self.step.inputs[op]):
                for source, live in self._sources(
                    ref, position < len(answers) and answers[position] == LIVE and op in self.live
                ):
                    if source == target:
                        continue
                    name = cuts.get((op, position))
                    kind = "cut" if name else "gradient" if live else "data"
                    self._wire(wires, (source, target), kind, name)
        self._propose(wires)
        return {ends: self._cut_inside(ends, wire) for ends, wire in wires.items()}

    def _cut_inside(
        self, ends: tuple[Key, Key], wire: tuple[str, str | None, str | None]
    ) -> tuple[str, str | None, str | None]:
        """Where a line both takes a value and stops its gradient, the wire into that line is where it stops."""
        for name, blame, _ in self.findings:
            at = self.box_of.get(blame.cut.op) if blame.cut is not None and blame.cut.op is not None else None
            if (
                wire[0] == "data"
                and at == ends[1]
                and blame.cut is not None
                and blame.cut.kind not in ("dropped", "hidden")
            ):
                return "cut", wire[1], name
        return wire

    def _sources(self, ref: tuple[int, int], live: bool) -> list[tuple[Key, bool]]:
        """The boxes that a tensor comes from, through what is not drawn."""
        found: list[tuple[Key, bool]] = []
        stack, seen = [(ref, live)], {ref}
        while stack and len(seen) < 200:
            (op, port), alive = stack.pop()
            if op in self.box_of:
                if self.step.differentiable((op, port)) or self.boxes[self.box_of[op]].live:
                    found.append((self.box_of[op], alive and op in self.live))
                continue
            if self.step.roles[op] in (VAR, CALL) or self.step.types[op] in ("Const", "Shape"):
                continue
            if self.step.roles[op] in (ARG, RET) or self.step.dtypes[op]:
                answers = self.step.answers(op) if self.step.inputs[op] else ()
                for position, further in enumerate(self.step.inputs[op]):
                    if further not in seen:
                        seen.add(further)
                        passes = position < len(answers) and answers[position] == LIVE and op in self.live
                        stack.append((further, alive and passes))
        return found

    def _wire(
        self,
        wires: dict[tuple[Key, Key], tuple[str, str | None, str | None]],
        ends: tuple[Key, Key],
        kind: str,
        name: str | None,
    ) -> None:
        rank = ("data", "gradient", "cut")
        known = wires.get(ends)
        if known is None or rank.index(kind) > rank.index(known[0]):
            wires[ends] = (kind, self.boxes[ends[0]].shape, name)

    def _propose(self, wires: dict[tuple[Key, Key], tuple[str, str | None, str | None]]) -> None:
        for name, blame, _ in self.findings:
            if blame.encoder is None or blame.decoder is None:
                continue
            ends = ("layer", blame.encoder.layer_key), ("layer", blame.decoder.layer_key)
            if ends[0] in self.boxes and ends[1] in self.boxes:
                wires[ends] = ("proposed", self.wires_proposed.get(name, "initial_state"), name)

    # -- spelling ------------------------------------------------------------------------------------------------------

    def _box(self, box: Box, names: dict[Key, str]) -> dict[str, Any]:
        return {
            "id": names[box.key],
            "label": box.label,
            "kind": box.kind,
            "type": box.type,
            "parent": names.get(box.parent) if box.parent is not None else None,
            "shape": box.shape,
            "location": box.location.to_json() if box.location is not None else None,
            "variables": [self.step.variables[v].name for v in box.variables],
            "status": self._status(box),
            "on_gradient_path": box.live,
            "ops": box.ops,
            "finding": box.finding,
            "order": box.order,
        }

    def _status(self, box: Box) -> str:
        verdicts = {self.judged.verdict[v] for v in box.variables} - {FROZEN}
        if not box.variables:
            return "none"
        if not verdicts:
            return "frozen"
        if verdicts == {CONNECTED}:
            return "learns"
        return "mixed" if CONNECTED in verdicts else "unreachable"
