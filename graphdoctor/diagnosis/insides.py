"""What a box computes, op by op: an LSTM's gates, a dense layer's product. Boxes that compute alike share one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphdoctor.diagnosis.boxes import PLUMBING, Box, Key
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.states import state_name
from graphdoctor.graph.model import ARG, VAR, Ref, StepGraph

_OPS = 40  # of one box; what is left out is counted
_KINDS = 150  # of insides in a report
_SEEN = 120
_SPLITS = ("Split", "SplitV", "Unpack")
GATES = {
    4: ("input gate", "forget gate", "cell candidate", "output gate"),
    3: ("update gate", "reset gate", "candidate"),
}
"""In the order in which Keras documents the columns of an LSTM's and a GRU's weights."""
_SUMS = ("Add", "AddV2", "BiasAdd")


class Insides:
    """Collects the insides of a drawing's boxes, each kind once."""

    def __init__(
        self, step: StepGraph, live: set[int], box_of: Mapping[int, Key], calls: Iterable[Recurrent]
    ) -> None:
        self.step, self.live, self.box_of = step, live, box_of
        self.kinds: list[dict[str, Any]] = []
        self._index: dict[str, int] = {}
        self._calls = {("layer", call.layer_key): call for call in calls}

    def add(self, box: Box) -> int | None:
        """The number of what the box computes; None for a single op, or where there are too many kinds."""
        found = _Inside(self.step, self.live, self.box_of, box, self._calls.get(box.key)).spelled()
        if len(found["ops"]) < 2:
            return None
        key = json.dumps(found, sort_keys=True)
        if key not in self._index:
            if len(self.kinds) == _KINDS:
                return None
            self._index[key] = len(self.kinds)
            self.kinds.append(found)
        return self._index[key]


class _Inside:
    """One box's ops: its own work, the variables they read, and the states that come from the time step before."""

    def __init__(
        self, step: StepGraph, live: set[int], box_of: Mapping[int, Key], box: Box, call: Recurrent | None
    ) -> None:
        self.step, self.live, self.box_of, self.key, self.call = step, live, box_of, box.key, call
        kept = [op for op in box.ops if self._tells(op)]
        self.left_out = max(len(kept) - _OPS, 0)
        self.kept = kept[:_OPS]
        self.nodes: list[dict[str, Any]] = []
        self.number: dict[int, int] = {}
        self.edges: dict[tuple[int, int], bool] = {}

    def _tells(self, op: int) -> bool:
        step = self.step
        return (
            bool(step.dtypes[op] and step.inputs[op])
            and step.types[op] not in PLUMBING
            and not step.types[op].startswith("TensorList")
            and step.differentiable((op, 0))
            and step.dtypes[op][0] not in ("resource", "variant")
        )

    def spelled(self) -> dict[str, Any]:
        """As the report has it; an edge is [from, to, whether the gradient comes back along it]."""
        own = set(self.kept)
        for op in self.kept:
            self._node(op, {"type": self.step.types[op], "name": self.step.names[op].rpartition("/")[2]})
        for op in self.kept:
            for position, ref in enumerate(self.step.inputs[op]):
                for source in self._sources(ref, own):
                    ends = self.number[source], self.number[op]
                    passes = op in self.live and source in self.live and self._passes(op, position)
                    self.edges[ends] = self.edges.get(ends, False) or passes
        if self.call is not None and self.call.type.removesuffix("Cell") in ("LSTM", "GRU"):
            self._name_gates(own)
        edges = [[*ends, passes] for ends, passes in sorted(self.edges.items())]
        return {"ops": self.nodes, "edges": edges, "left_out": self.left_out}

    def _passes(self, op: int, position: int) -> bool:
        answers = self.step.answers(op)
        return position < len(answers) and answers[position] == "live"

    def _node(self, op: int, told: Mapping[str, Any]) -> None:
        if op not in self.number:
            self.number[op] = len(self.nodes)
            self.nodes.append(dict(told))

    def _sources(self, ref: Ref, own: set[int]) -> list[int]:
        """The ops, variables and carried states that a tensor is made of, through what is not told."""
        step = self.step
        found: list[int] = []
        stack, seen = [ref[0]], {ref[0]}
        while stack and len(seen) < _SEEN:
            op = stack.pop()
            carried = step.roles[op] == ARG and len(step.inputs[op]) > 1 and step.differentiable((op, 0))
            if op in own:
                found.append(op)
            elif step.roles[op] == VAR:
                variable = step.variables[step.handles[op]]
                self._node(op, {"type": "variable", "name": variable.role or variable.name})
                found.append(op)
            elif carried and self.call is not None and step.dtypes[op][0] not in ("resource", "variant"):
                self._node(op, {"type": "state", "name": self._state(op)})
                found.append(op)
            elif self.box_of.get(op, self.key) == self.key:
                further = [s for s, _ in step.inputs[op] if s not in seen]
                seen.update(further)
                stack += further
        return found

    def _state(self, op: int) -> str:
        """A loop carries an RNN's states in their order."""
        assert self.call is not None
        step = self.step
        carried = [
            other
            for other in range(max(op - 40, 0), op + 40)
            if other < len(step)
            and step.roles[other] == ARG
            and step.frame_of[other] == step.frame_of[op]
            and step.dtypes[other][0].startswith(("float", "bfloat"))
            and len(step.inputs[other]) > 1
        ]
        if len(carried) == len(self.call.units):
            return f"{state_name(self.call, carried.index(op))} of the step before"
        return "state of the step before"

    def _name_gates(self, own: set[int]) -> None:
        for op in self.kept:
            ports = len(self.step.dtypes[op])
            if self.step.types[op] not in _SPLITS or ports not in GATES:
                continue
            for port, gate in enumerate(GATES[ports]):
                end = self._activation(op, port, own)
                if end is not None:
                    shape = self.step.shape((op, port))
                    self.nodes[self.number[end]]["part"] = gate
                    if shape and shape[-1] is not None:
                        first = port * shape[-1]
                        self.nodes[self.number[end]]["columns"] = [first, first + shape[-1]]

    def _activation(self, op: int, port: int, own: set[int]) -> int | None:
        """The op that makes a gate of one part of a split: the first that does more than add to it."""
        readers: Sequence[tuple[int, int]] = self.step.readers(op, port)
        for _ in range(6):
            onward = next((reader for reader, _ in readers if reader in own), None)
            if onward is None or self.step.types[onward] == "Mul":
                return None
            if self.step.types[onward] not in _SUMS:
                return onward
            readers = self.step.consumers[onward]
        return None
