"""The wires of the drawing: which box's result goes into which, and whether the loss's gradient comes back along it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.boxes import PLUMBING, Box, Key, passes_through, spelled
from graphdoctor.diagnosis.evidence import Evidence, Recurrent
from graphdoctor.diagnosis.states import state_name
from graphdoctor.graph.model import ARG, CALL, LIVE, UNFINISHED, Ref, StepGraph

_SEEN = 200  # tensors that are looked at on the way from one box to those before it
_RANK = ("data", "gradient", "cut", "crash", "proposed")
_INPUTS = 4  # boxes
_UNNAMED = (
    "args_", "Placeholder", "placeholder", "Iterator", "iterator", "input_", "unused", "data", "keras_tensor",
)  # fmt: skip
Ends = tuple[Key, Key, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Wire:
    """kind: ``data``, ``gradient``, ``cut``, ``crash`` (what a call that failed was given), ``proposed``. label: the
    shape, or the code of a proposal."""

    kind: str
    label: str | None
    finding: str | None


class Wires:
    """Collects the wires between boxes. Their ends are boxes with, where an RNN's state comes or goes, its name."""

    def __init__(
        self,
        step: StepGraph,
        live: set[int],
        boxes: dict[Key, Box],
        box_of: Mapping[int, Key],
        evidence: Evidence,
    ) -> None:
        self.step, self.live, self.boxes, self.box_of = step, live, boxes, box_of
        self.evidence = evidence
        self.wires: dict[Ends, Wire] = {}
        self.inputs: dict[Key, Box] = {}
        self._names = self._named_inputs()
        self._taken: dict[tuple[Key, int], str] = {}
        self._given: dict[int, str] = {}
        for call in evidence.recurrent_calls():
            for number in range(len(call.units)):
                if call.initial and number < len(call.initial):
                    at = ("layer", call.layer_key), call.initial[number]
                    self._taken[at] = state_name(call, number)
                if call.returns_state and number < len(call.final):
                    self._given[call.final[number]] = state_name(call, number)

    def collect(self, ops: Iterable[int], cuts: Mapping[tuple[int | None, int | None], str]) -> None:
        """All wires that end in the boxes of these ops. cuts: (op, input position) → finding."""
        step = self.step
        for op in ops:
            target = self.box_of.get(op)
            if target is None:
                continue
            answers = step.answers(op) if step.inputs[op] else ()
            for position, ref in enumerate(step.inputs[op]):
                passes = position < len(answers) and answers[position] == LIVE and op in self.live
                name = cuts.get((op, position))
                for source, live, ports in self._sources(ref, passes, target, bool(name)):
                    if source != target:
                        kind = "cut" if name else "gradient" if live else "data"
                        label = (
                            self._what_cuts(op)
                            if name
                            else (self.boxes.get(source) or self.inputs[source]).shape
                        )
                        self._add((source, target, *ports), kind, label, name)

    def give(self, ref: Ref, target: Key, kind: str, finding: str | None, taken: str | None = None) -> None:
        """The wires by which a tensor comes into a box whose own ops do not show it: its call failed."""
        shape = self.step.shape(ref)
        label = spelled(shape) if shape is not None else None
        for source, _, (given, known) in self._sources(ref, False, target, True):
            if source != target:
                self._add((source, target, given, taken or known), kind, label, finding)

    def rename(self, joined: Mapping[Key, Key]) -> None:
        """Gives the wires of boxes that joined others to those; what ran between the two is gone."""
        if not joined:
            return
        wires, self.wires = self.wires, {}
        for (source, target, *ports), wire in wires.items():
            source, target = joined.get(source, source), joined.get(target, target)
            if source != target:
                self._add((source, target, ports[0], ports[1]), wire.kind, wire.label, wire.finding)

    def _is_data(self, ref: Ref) -> bool:
        """Whether a tensor comes into the step from outside, and is no single number."""
        step, (op, _) = self.step, ref
        given = not step.inputs[op] and (step.roles[op] == ARG or step.types[op] == "Placeholder")
        fed = given or step.types[op] in ("IteratorGetNext", "OptionalGetValue")
        if step.frames and step.frames[step.frame_of[op]].name == UNFINISHED:
            return False  # what a loop carries
        plain = step.dtype(ref) not in ("resource", "variant", "unknown")
        return fed and plain and step.shape(ref) != ()

    def _input(self, ref: Ref) -> Key:
        """The box of an input: by the name that the user's function or model gives it, else all of them as one."""
        name = self._names.get(ref) or self.step.names[ref[0]].rpartition("/")[2]
        own = name.isidentifier() and not name.startswith(_UNNAMED)
        key: Key = ("input", name if own else "data")
        if key not in self.inputs:
            shape = self.step.shape(ref)
            box = Box(key, key[1], "input", "", 0)
            box.shape = spelled(shape) if own and shape is not None else None
            self.inputs[key] = box
        return key

    def _named_inputs(self) -> dict[Ref, str]:
        """What comes from outside and goes into a functional model that has a name for it."""
        found: dict[Ref, str] = {}
        for call in self.step.calls:
            if len(call.inputs) == len(call.input_names):
                for ref, name in zip(call.inputs, call.input_names, strict=True):
                    start = self._start(ref)
                    if start is not None:
                        found.setdefault(start, name)
        return found

    def _start(self, ref: Ref) -> Ref | None:
        """The tensor from outside that this one is, through casts and calls; None for any other."""
        for _ in range(16):
            if self._is_data(ref):
                return ref
            if len(self.step.inputs[ref[0]]) != 1:
                return None
            ref = self.step.inputs[ref[0]][0]
        return None

    def add_inputs(self, losses: set[Key]) -> None:
        """The inputs as boxes, where they are few: what a loss reads are targets, and of these nobody asks."""
        fed = [ends for ends in self.wires if ends[0] in self.inputs]
        read = {ends[0] for ends in fed if ends[1] not in losses}
        for ends in fed:
            if ends[1] in losses or len(read) > _INPUTS:
                del self.wires[ends]
        for key in [key for key in self.inputs if key in read and len(read) <= _INPUTS]:
            self.inputs[key].order = len(self.boxes)
            self.boxes[key] = self.inputs[key]

    def stop_at(self, findings: Iterable[tuple[str, Blame]]) -> None:
        """Where a line both takes a value and stops its gradient, the wire into that line is where it stops."""
        for name, blame in findings:
            cut = blame.cut
            if cut is None or cut.op not in self.box_of or cut.kind in ("dropped", "hidden"):
                continue
            assert cut.op is not None
            at = self.box_of[cut.op]
            if any(ends[1] == at and wire.kind == "cut" for ends, wire in self.wires.items()):
                continue
            for ends, wire in self.wires.items():
                if ends[1] == at and wire.kind == "data":
                    self.wires[ends] = Wire("cut", self._what_cuts(cut.op), name)

    def _what_cuts(self, op: int) -> str | None:
        """The user's call that became an op (``tf.argmax``), else the op's type where it means something to people."""
        kind = self.step.types[op]
        where = self.evidence.locate(op)
        for called in re.findall(r"[\w.]+(?=\()", where.code if where else ""):
            if called.rpartition(".")[2].replace("_", "").lower() == kind.lower():
                return str(called)
        return None if kind in PLUMBING else kind

    def propose(self, encoder: Recurrent, decoder: Recurrent, label: str, finding: str) -> None:
        """The wire that a suggestion adds: state by state where both have the same ones."""
        ends = ("layer", encoder.layer_key), ("layer", decoder.layer_key)
        if ends[0] not in self.boxes or ends[1] not in self.boxes:
            return
        names = [state_name(decoder, number) for number in range(len(decoder.units))]
        alike = [state_name(encoder, number) for number in range(len(encoder.units))] == names
        for port in names if alike and names else [None]:
            self.wires[(*ends, port, port)] = Wire("proposed", label, finding)

    def _add(self, ends: Ends, kind: str, label: str | None, name: str | None) -> None:
        known = self.wires.get(ends)
        if known is None or _RANK.index(kind) > _RANK.index(known.kind):
            self.wires[ends] = Wire(kind, label, name)

    def _sources(
        self, ref: Ref, live: bool, target: Key, cut: bool
    ) -> list[tuple[Key, bool, tuple[str | None, str | None]]]:
        """The boxes that a tensor comes from, through what is not drawn, and the states that it is on both sides.
        cut: what is cut may be no number that a gradient could pass."""
        found = []
        step = self.step
        stack: list[tuple[Ref, bool, str | None, str | None]] = [(ref, live, None, None)]
        seen = {ref}
        while stack and len(seen) < _SEEN:
            (op, port), alive, given, taken = stack.pop()
            given = given or self._given.get(op)
            taken = taken or self._taken.get((target, op))
            if op in self.box_of:
                if step.differentiable((op, port)) or self.boxes[self.box_of[op]].live or cut:
                    found.append((self.box_of[op], alive and op in self.live, (given, taken)))
                continue
            if step.roles[op] == CALL or not passes_through(step, op):
                continue
            if self._is_data((op, port)):
                found.append((self._input((op, port)), False, (given, taken)))
            answers = step.answers(op) if step.inputs[op] else ()
            for position, further in enumerate(step.inputs[op]):
                if further not in seen:
                    seen.add(further)
                    passes = position < len(answers) and answers[position] == LIVE and op in self.live
                    stack.append((further, alive and passes, given, taken))
        return found
