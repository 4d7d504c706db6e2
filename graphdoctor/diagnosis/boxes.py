"""Which box of the drawing each op of a step belongs to.

A box is a layer (an RNN rather than its cell), or a line of the user's own ops. A layer whose call makes other layers'
calls is a frame: what it computes by itself stands in it line by line. A loop or a branch of the user's is a frame too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.graph.model import ARG, OP, RET, VAR, Ref, StepGraph
from graphdoctor.source import Location

LINES = 3000  # ops outside of plain layers whose line is asked for: walking a traceback is dear
_TYPES = 3  # of a composite layer's own ops that its box names
PLUMBING = frozenset("ReadVariableOp Identity IdentityN Placeholder Const Shape NoOp".split())
"""Ops that hand a value on or make none: never a reason for a box."""
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
    ops: list[int] = field(default_factory=list)
    live: bool = False
    finding: str | None = None
    inside: int | None = None
    message: str | None = None  # why the script failed here


class Placer:
    """Puts ops into boxes. `open_calls`: layer calls that are drawn line by line although they hold no other layer."""

    def __init__(
        self,
        step: StepGraph,
        evidence: Evidence,
        live: Iterable[int],
        learned: Iterable[int],
        cuts: set[int],
        open_calls: Iterable[int] = (),
    ) -> None:
        self.step = step
        self.evidence = evidence
        self.live = set(live)
        self.learned = set(learned)
        self.cuts = cuts
        self.open_calls = set(open_calls)
        self.rnns = {call.key for call in evidence.recurrent_calls()}
        self.boxes: dict[Key, Box] = {}
        self.box_of: dict[int, Key] = {}
        self.composite: set[int] = set()
        self._layers_in: dict[Key | None, int] = {}
        self._asked = 0
        self._shown: dict[int, int] = {}

    def place(self, ops: Iterable[int]) -> None:
        """Places all of them."""
        ops = sorted(op for op in ops if self.step.roles[op] == OP)
        for op in ops:
            self._find_composite(self.shown_call(self.step.layer_call[op]))
        self.composite |= self.open_calls
        for op in ops:
            self._place(op)

    def _find_composite(self, call: int) -> None:
        while call >= 0 and (parent := self.step.calls[call].parent) is not None:
            outer = self.shown_call(parent)
            if outer == call or outer in self.composite:
                return
            self.composite.add(outer)
            call = outer

    def shown_call(self, call: int) -> int:
        """The call whose box stands for a layer's call: a cell is part of its RNN."""
        if call not in self._shown:
            self._shown[call] = self._outer_rnn(call)
        return self._shown[call]

    def _outer_rnn(self, call: int) -> int:
        here, calls = call, self.step.calls
        while here >= 0:
            parent = calls[here].parent
            if parent is None:
                return call
            if parent in self.rnns and here not in self.rnns:
                return self.shown_call(parent)
            here = parent
        return call

    # -- one op --------------------------------------------------------------------------------------------------------

    def _place(self, op: int) -> None:
        call = self.shown_call(self.step.layer_call[op])
        plain = call >= 0 and call not in self.composite
        key = self._layer_box(call, op) if plain else self._own_box(op, call)
        if key is None:
            return
        box = self.boxes[key]
        self.box_of[op] = key
        box.ops.append(op)
        box.live = box.live or op in self.live
        shape = self.step.shape((op, 0)) if self.step.dtypes[op] else None
        if shape is not None and self.step.differentiable((op, 0)):
            box.shape = spelled(shape)

    def _layer_box(self, call: int, op: int) -> Key:
        record = self.step.calls[call]
        key: Key = ("layer", record.layer_key)
        if key not in self.boxes:
            self._add(Box(key, record.name, "layer", record.type, 0, self.evidence.locate_call(call)))
            outer = self._around(op, call)
            self.boxes[key].parent = outer if outer != key else None
            self._layers_in[outer] = self._layers_in.get(outer, 0) + 1
        return key

    def _own_box(self, op: int, call: int) -> Key | None:
        """Ops that no plain layer makes, by line; what no variable has a part in (data, constants, shapes) is noise."""
        step = self.step
        if op not in self.cuts and (
            op not in self.learned
            or not step.dtypes[op]
            or not step.inputs[op]
            or not step.differentiable((op, 0))
            or step.types[op] in PLUMBING
            or step.dtypes[op][0] in ("resource", "variant")
        ):
            return None
        self._asked += 1
        where = self.evidence.locate(op) if self._asked <= LINES or op in self.cuts else None
        outer = self._around(op, call, own=True)
        segment = self._layers_in.get(outer, 0)
        within = self.evidence.locate_call(call) if call >= 0 else None
        if call >= 0 and (where is None or _same_line(where, within)):
            return self._library_box(op, outer, segment, within)
        if where is None:
            return None
        key: Key = ("line", outer, where.file, where.line, where.cell, segment)
        if key not in self.boxes:
            self._add(Box(key, where.code, "op", step.types[op], 0, where, outer))
        return key

    def _library_box(self, op: int, outer: Key | None, segment: int, where: Location | None) -> Key:
        """What a layer of a library computes between the layers in it: no line of the user's tells more of it."""
        key: Key = ("own", outer, segment)
        kind = self.step.types[op]
        if key not in self.boxes:
            self._add(Box(key, kind, "op", "ops", 0, where, outer))
            return key
        named = self.boxes[key].label.split(", ")
        if kind not in named and named[-1] != "…":
            self.boxes[key].label = ", ".join([*named, kind if len(named) < _TYPES else "…"])
        return key

    def _add(self, box: Box) -> None:
        box.order = len(self.boxes)
        self.boxes[box.key] = box

    def add_layer(self, key: Key, label: str, kind: str, where: Location | None) -> None:
        """A box for variables that no op in the drawing reads."""
        self._add(Box(key, label, "layer", kind, 0, where))

    # -- what is around it ---------------------------------------------------------------------------------------------

    def _around(self, op: int, call: int, own: bool = False) -> Key | None:
        """The frame that the box of an op stands in: a layer's, or that of a loop or branch in it, whichever is closer.
        own: the op is the layer's own work, so that the layer itself is around it."""
        parent = self.step.calls[call].parent if call >= 0 and not own else call
        outer = self.shown_call(parent) if parent is not None and parent >= 0 else -1
        frame = self._control_frame(op, call, own)
        if frame is not None and (outer < 0 or self._inside(self.step.frames[frame].call, outer)):
            return self._control_box(frame)
        return self._layer_box(outer, op) if outer >= 0 else None

    def _control_frame(self, op: int, call: int, own: bool) -> int | None:
        """The innermost loop or branch around an op that is not the layer's own affair."""
        step = self.step
        frame = step.frame_of[op]
        while frame >= 0 and step.frames:
            record = step.frames[frame]
            if record.kind in ("while-body", "while-cond", "branch"):
                mine = call >= 0 and not own and self._inside(record.call, call)
                if not mine:
                    return frame
            frame = record.parent
        return None

    def _inside(self, op: int, call: int) -> bool:
        """Whether an op was made while a layer's call was running."""
        around = self.step.calls_around(self.step.layer_call[op])
        return any(here == call or self.shown_call(here) == call for here in around)

    def _control_box(self, frame: int) -> Key:
        record = self.step.frames[frame]
        branch = record.kind == "branch"
        key: Key = ("control", record.call, frame if branch else None)
        if key not in self.boxes:
            where = self.evidence.locate(record.call)
            name = self._branch_name(frame) if branch else "loop"
            self._add(Box(key, where.code if where else name, "branch" if branch else "loop", name, 0, where))
            self.boxes[key].parent = self._around(record.call, self._call_around(record.call), own=True)
        return key

    def _call_around(self, op: int) -> int:
        return self.shown_call(self.step.layer_call[op])

    def _branch_name(self, frame: int) -> str:
        call = self.step.frames[frame].call
        siblings = [record.index for record in self.step.frames if record.call == call]
        number = siblings.index(frame)
        return ("then", "else")[number] if len(siblings) == 2 else f"branch {number}"


def spelled(shape: tuple[int | None, ...]) -> str:
    """A shape as people write it."""
    return "(" + ", ".join("?" if size is None else str(size) for size in shape) + ")"


def _same_line(one: Location, two: Location | None) -> bool:
    return two is not None and (one.file, one.line, one.cell) == (two.file, two.line, two.cell)


def passes_through(step: StepGraph, op: int) -> bool:
    """Whether an op that has no box hands a value on."""
    if step.roles[op] == VAR or step.types[op] in ("Const", "Shape"):
        return False
    return step.roles[op] in (ARG, RET) or bool(step.dtypes[op])


__all__ = ["PLUMBING", "Box", "Key", "Placer", "Ref", "passes_through", "spelled"]
