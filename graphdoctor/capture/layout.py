"""The step that is being laid out: its rows, its frames, and where each tensor of TensorFlow's graphs went."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.op_facts import SmallConstants, attributes_of, dtype_name, shape_of
from graphdoctor.graph.model import OP, VAR, Frame, Ref, StepGraph
from graphdoctor.graph.tables import Rows, Values

_WITH_ATTRIBUTES = ("Pack", "Unpack", "StridedSlice", "Exit", "RefExit")


class Layout:
    """A `StepGraph` to which ops, frames and variables are added; `at` tells where a tensor went, per frame."""

    def __init__(self, variables: dict[int, int]) -> None:
        self._names: Rows[str] = Rows(lambda op: str(self.tf_ops[op].name))
        self._shapes: Rows[Any] = Rows(lambda op: tuple([shape_of(t) for t in self.tf_ops[op].outputs]))
        self.variables = variables  # id(handle) -> variable index
        self.place: dict[
            tuple[int, int], dict[int, Ref]
        ] = {}  # (id(graph), frame) -> id(tensor) -> where it went
        self.frames_of: dict[int, list[int]] = {}
        self.tf_ops: list[Any] = []
        self.graphs: list[Any] = []
        self._handles: dict[int, int] = {}
        self._active: list[int] = []
        self._dtype_rows: dict[
            int, tuple[str, ...]
        ] = {}  # id(dtype) -> the row of an op with one such output
        self._dtypes: list[Any] = []
        consts, attrs = Values(SmallConstants()), Values(attributes_of)
        self._read_later = {"Const": consts.later} | dict.fromkeys(_WITH_ATTRIBUTES, attrs.later)
        self.step = StepGraph(names=self._names, shapes=self._shapes, consts=consts, attrs=attrs)

    def variable(self, handle: Any) -> int | None:
        """The VAR op of a variable's handle; None where the handle is no variable that we know."""
        index = self.variables.get(id(handle))
        if index is None:
            return None
        if index not in self._handles:
            op = self._add(
                "Variable", self.step.variables[index].name, (), VAR, 0, -1, ("resource",), ((),), None
            )
            self.step.handles[op] = index
            self._handles[index] = op
        return self._handles[index]

    def at(self, graph: Any, frame: int, tensor: Any) -> Ref | None:
        """Where a tensor of a graph went in one of the graph's frames; None where it is not there."""
        place = self.place[id(graph), frame]
        found = place.get(id(tensor))
        return place.get(id(tensor.op.outputs[tensor.value_index])) if found is None else found

    def _made(self, tensor: Any) -> Ref | None:
        """Where a tensor of a graph that is laid out went."""
        home = getattr(tensor, "graph", None)
        for frame in self.frames_of.get(id(home), ()):
            made = self.at(home, frame, tensor)
            if made is not None:
                return made
        return None

    def _frame(self, parent: int, call: int, kind: str, name: str, graph: Any, eager: bool = False) -> int:
        index = len(self.step.frames)
        # eager code runs loops and branches op by op, also those within loops and branches
        eager = eager or (kind != "call" and parent >= 0 and self.step.frames[parent].eager)
        self.step.frames.append(Frame(index, parent, call, kind, name, eager))
        self.frames_of.setdefault(id(graph), []).append(index)
        self.graphs.append(graph)
        return index

    def _add(
        self,
        type_: str,
        name: str,
        inputs: Any,
        role: int,
        frame: int,
        order: int,
        dtypes: Any,
        shapes: Any,
        op: Any,
    ) -> int:
        index = self.step.add(
            type_, name, inputs, role=role, frame=frame, order=order, dtypes=dtypes, shapes=shapes
        )
        self.tf_ops.append(op)
        return index

    def _fill(self, frame: int) -> None:
        """Complete the rows of the ops that `_body` has added: what is the same for all, and what is read later."""
        step = self.step
        count = len(step.types) - len(step.roles)
        step.roles.extend([OP] * count)
        step.frame_of.extend([frame] * count)
        step.layer_call.extend([-1] * count)
        self._names.skip(count)
        self._shapes.skip(count)
        step._consumers = None

    def _dtype_row(self, dtype: Any) -> tuple[str, ...]:
        """The row of an op with one output; a dtype that carries a handle's data is an object of its own."""
        row = (dtype_name(dtype),)
        self._dtype_rows[id(dtype)] = row
        self._dtypes.append(dtype)  # its id stays its own
        return row
