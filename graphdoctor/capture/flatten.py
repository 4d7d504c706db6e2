"""TensorFlow's graphs, laid out as one flat `StepGraph`.

Every call of a function is laid out on its own (see `graph.model`), so that two calls of one function do not share
their paths. Functions are found through the graph's own function library; loops and branches through the graphs that
TensorFlow keeps on their ops.
"""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.layout import Layout
from graphdoctor.capture.op_facts import (
    BRANCHES,
    LAID_OUT,
    WHILES,
    bodies_of,
    dtype_name,
    operations,
    outermost,
    shape_of,
)
from graphdoctor.capture.recorder import log
from graphdoctor.capture.trips import overwritten, trip_count
from graphdoctor.graph.model import ARG, CALL, RET, UNFINISHED, Ref

_OWN_WAY = LAID_OUT | {"VariableV2", "VarHandleOp"}


class Flattener(Layout):
    """Lays out one or more root graphs."""

    def add_root(self, graph: Any, eager: bool) -> int:
        """Lay out a graph that nothing calls. What it captures or is given: variables, or constants from outside."""
        name = "" if not self.step.frames else f"step{len([f for f in self.step.frames if f.parent < 0]) + 1}"
        frame = self._frame(-1, -1, "root", name, graph, eager)
        outside = [
            *getattr(graph, "captures", ()),
            *(p for g, pairs in log.arguments if g is graph for p in pairs),
        ]
        given = {id(inner): outermost(outer) for outer, inner in outside}
        refs: dict[int, Ref] = {}
        for inner_id, outer in given.items():
            handle = self.variable(outer)
            if handle is not None:
                refs[inner_id] = (handle, 0)
        self._body(graph, frame, refs)
        return frame

    def add_body(self, graph: Any) -> None:
        """Lay out a function body that was never finished, so that nothing calls it: what it captured is known."""
        frame = self._frame(-1, -1, "root", UNFINISHED, graph)
        given: dict[int, Ref] = {}
        for outer, inner in getattr(graph, "captures", ()):
            handle = self.variable(outermost(outer))
            made = self._made(outer) if handle is None else (handle, 0)
            if made is not None:
                given[id(inner)] = made
        self._body(graph, frame, given)

    def _body(self, graph: Any, frame: int, given: dict[int, Ref]) -> dict[int, Ref]:
        """Lay out a graph's ops; `given` maps tensors that come from around it. Returns where each tensor went.

        The step's rows are added here one by one, without `StepGraph.add`: this runs for every op there is.
        """
        refs = self.place[id(graph), frame] = dict(given)
        late: list[tuple[int, Any]] = []
        step, where, dtype_rows, read_later = self.step, refs.get, self._dtype_rows, self._read_later.get
        add_type, add_inputs, add_dtypes = step.types.append, step.inputs.append, step.dtypes.append
        add_order, add_op = step.order.append, self.tf_ops.append
        for order, op in operations(graph):
            kind, outputs, wanted = op.type, op.outputs, op.inputs  # each is a call into TensorFlow
            if len(outputs) == 1:
                if id(outputs[0]) in given:
                    continue
                dtypes = dtype_rows.get(id(outputs[0].dtype)) or self._dtype_row(outputs[0].dtype)
            else:
                dtypes = tuple([dtype_name(t.dtype) for t in outputs])
            found: tuple[Any, ...] = tuple(map(where, map(id, wanted)))
            inputs = found if None not in found else tuple([ref for ref in found if ref is not None])
            if kind in _OWN_WAY:
                self._fill(frame)
                if self._laid_out(op, order, frame, inputs, dtypes, refs):
                    continue
            index = len(step.types)
            add_type(kind)
            add_inputs(inputs)
            add_dtypes(dtypes)
            add_order(order)
            add_op(op)
            if inputs is not found:
                late.append((index, op))  # a v1 loop: its Merge reads what comes later
            table = read_later(kind)
            if table is not None:
                table[index] = op
            if len(outputs) == 1:
                refs[id(outputs[0])] = (index, 0)
            else:
                refs.update((id(tensor), (index, port)) for port, tensor in enumerate(outputs))
        self._fill(frame)
        for index, op in late:
            step.inputs[index] = tuple(refs[id(t)] for t in op.inputs)
        return refs

    def _laid_out(
        self, op: Any, order: int, frame: int, inputs: tuple[Ref, ...], dtypes: Any, refs: dict[int, Ref]
    ) -> bool:
        """Whether an op is not laid out as an op: a call of which the body is known, or a variable of a v1 graph."""
        if op.type in LAID_OUT:
            return self._call(op, order, frame, inputs, dtypes, refs) is not None
        handle = self.variable(op.outputs[0])
        if handle is not None:
            refs[id(op.outputs[0])] = (handle, 0)
        return handle is not None

    def _call(
        self,
        op: Any,
        order: int,
        frame: int,
        inputs: tuple[Ref, ...],
        dtypes: Any,
        refs: dict[int, Ref],
    ) -> int | None:
        bodies = bodies_of(op)
        if bodies is None or any(id(graph) in self._active for _, graph in bodies):
            return None
        call = self._add(op.type, op.name, inputs, CALL, frame, order, (), (), op)
        outer = self.step.frames[frame].name
        returns: list[list[Ref]] = [[] for _ in op.outputs]
        if op.type in WHILES:
            self._while(op, call, frame, outer, inputs, bodies, returns)
        else:
            skip = 1 if op.type in BRANCHES else 0
            for number, (kind, graph) in enumerate(bodies):
                name = f"{outer}{'::' if outer else ''}{op.name}" + (f"[{number}]" if len(bodies) > 1 else "")
                for port, ref in enumerate(self._inline(graph, frame, call, kind, name, inputs[skip:])):
                    if port < len(returns):
                        returns[port].append(ref)
        for port, tensor in enumerate(op.outputs):
            ret = self._add(
                op.type,
                f"{op.name}:{port}",
                returns[port],
                RET,
                frame,
                order,
                (dtypes[port],),
                (shape_of(tensor),),
                op,
            )
            refs[id(tensor)] = (ret, 0)
        return call

    def _inline(
        self, graph: Any, frame: int, call: int, kind: str, name: str, inputs: tuple[Ref, ...]
    ) -> list[Ref]:
        inner = self._frame(frame, call, kind, name, graph)
        given = self._arguments(graph, inner, inputs)
        self._active.append(id(graph))
        refs = self._body(graph, inner, given)
        self._active.pop()
        return [refs[id(t)] for t in graph.outputs]

    def _arguments(self, graph: Any, frame: int, inputs: tuple[Ref, ...]) -> dict[int, Ref]:
        given: dict[int, Ref] = {}
        for position, tensor in enumerate(graph.inputs):
            source = (inputs[position],) if position < len(inputs) else ()
            arg = self._add(
                "Arg",
                tensor.op.name,
                source,
                ARG,
                frame,
                -1,
                (dtype_name(tensor.dtype),),
                (shape_of(tensor),),
                tensor.op,
            )
            given[id(tensor)] = (arg, 0)
        return given

    def _while(
        self,
        op: Any,
        call: int,
        frame: int,
        outer: str,
        inputs: tuple[Ref, ...],
        bodies: Any,
        returns: list[list[Ref]],
    ) -> None:
        (_, condition), (_, body) = bodies
        name = f"{outer}{'::' if outer else ''}{op.name}"
        self._inline(condition, frame, call, "while-cond", f"{name}.cond", inputs)
        carried = self._inline(body, frame, call, "while-body", f"{name}.body", inputs)
        body_frame = self.frames_of[id(body)][-1]
        arguments = [
            i
            for i in range(call, len(self.step))
            if self.step.roles[i] == ARG and self.step.frame_of[i] == body_frame
        ]
        count = trip_count(self.step, arguments, condition, inputs, carried)
        if count is not None:
            self.step.trip_counts[call] = count
        lost = overwritten(self.step, arguments, carried, len(inputs), count or 0)
        for position, arg in enumerate(arguments):
            if position < len(carried) and carried[position] != (arg, 0) and count != 1:
                first = () if position in lost else self.step.inputs[arg]
                self.step.inputs[arg] = (*first, carried[position])
        for port in range(len(returns)):
            returns[port].append(carried[port])
            if count is None and port < len(inputs):
                returns[port].append(inputs[port])


def requests_in(roots: list[Any]) -> list[Any]:
    """The gradient requests that belong to the given root graphs, in order."""
    from graphdoctor.capture.functions import chain

    return [r for r in log.requests if any(root is g for g in chain(r.graph) for root in roots)]
