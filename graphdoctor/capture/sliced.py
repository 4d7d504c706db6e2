"""Which gradients TensorFlow would hand out as `IndexedSlices`: some rows of a variable, and their numbers.

The ops that read a variable are asked for it. TensorFlow calls the gradient function of each and adds up what comes
back; the sum is of rows alone where every part of it is.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graphdoctor.capture.op_facts import BRANCHES, CALLS, WHILES, bodies_of, outermost
from graphdoctor.capture.recorder import log
from graphdoctor.capture.scratch import Scratch
from graphdoctor.capture.variables import find, handle_of


@dataclass(frozen=True, slots=True)
class Rows:
    """A gradient that names rows: how many (None: not known), and of which dtype their numbers are."""

    count: int | None
    dtype: Any

    def __add__(self, other: Rows) -> Rows:
        unknown = self.count is None or other.count is None
        return Rows(None if unknown else (self.count or 0) + (other.count or 0), self.dtype)


DENSE, NOTHING = "dense", "nothing"
Part = Rows | str
"""What comes back from one reader: rows, a dense tensor, or nothing."""


class Slicer:
    """Says of the sources of one request whether their gradients would be `IndexedSlices`."""

    def __init__(self, targets: Iterable[Any]) -> None:
        self._targets = [t for t in targets if hasattr(t, "op") and hasattr(t, "graph")]
        self._captures: dict[int, Any] | None = None
        self._behind: dict[
            int, set[int]
        ] = {}  # the ops that a graph's targets are made of, by the graph's id
        self._scratch: Scratch | None = None
        self._known: dict[Any, Part | None] = {}

    def rows(self, source: Any) -> Rows | None:
        """The rows that a source's gradient would name; None where it would be a dense tensor."""
        if not self._targets:
            return None
        starts = self._starts(source)
        if not any(isinstance(self._sum(t, None), Rows) for t in starts):
            return None  # most are read as a whole: then nobody needs to know what the loss is made of
        graph = self._targets[0].graph
        found = _added(self._sum(t, self._below(graph, self._targets)) for t in starts)
        return found if isinstance(found, Rows) else None

    def _starts(self, source: Any) -> list[Any]:
        """The tensors of the target's graph that stand for a source: a variable's handle, of each replica."""
        graph = self._targets[0].graph
        if getattr(source, "graph", None) is graph and hasattr(source, "consumers"):
            return [source]
        seen = find(source)
        handles = (
            [handle_of(source)] if seen is None else [handle_of(v) for v in (seen.variable, *seen.replicas)]
        )
        if self._captures is None:
            self._captures = {id(outermost(outer)): inner for outer, inner in getattr(graph, "captures", ())}
        inside = [h if getattr(h, "graph", None) is graph else self._captures.get(id(h)) for h in handles]
        return [t for t in inside if t is not None]

    def _below(self, graph: Any, targets: list[Any]) -> set[int]:
        """The ids of the ops that targets are made of, by way of what has gradients."""
        if id(graph) not in self._behind:
            stack = [t.op for t in targets]
            seen = {id(op) for op in stack}
            while stack:
                op = stack.pop()
                for tensor in () if _never_hands_on(op.type) else op.inputs:
                    if _may_carry(tensor) and id(tensor.op) not in seen:
                        seen.add(id(tensor.op))
                        stack.append(tensor.op)
            self._behind[id(graph)] = seen
        return self._behind[id(graph)]

    def _sum(self, tensor: Any, behind: set[int] | None) -> Part:
        """What comes back to a tensor from the readers that a target is made of; None: rows, if any reader has them."""
        ops = dict.fromkeys(op for op in tensor.consumers() if behind is None or id(op) in behind)
        parts = [
            self._part(op, place, behind) for op in ops for place, t in enumerate(op.inputs) if t is tensor
        ]
        return _added(parts if behind is not None else [p for p in parts if p != DENSE])

    def _part(self, op: Any, place: int, behind: set[int] | None) -> Part:
        if op.type in CALLS or op.type in BRANCHES or op.type in WHILES:
            return self._within(op, place, behind is not None)
        part = self._asked(op, place)
        if part is not None:
            return part
        return _added(self._sum(t, behind) for t in op.outputs)

    def _within(self, op: Any, place: int, counts: bool) -> Part:
        """From a body, or from one of several branches; a loop adds up dense tensors, unless Python runs it."""
        if op.type in WHILES and op.graph is not log.step_graph:
            return DENSE
        parts = []
        for kind, body in bodies_of(op) or ():
            at = place - 1 if kind == "branch" else place
            if kind != "while-cond" and 0 <= at < len(body.inputs):
                parts.append(self._sum(body.inputs[at], self._below(body, body.outputs) if counts else None))
        rows = [part for part in parts if isinstance(part, Rows)]
        if len(rows) < 2 or DENSE in parts:
            return _added(parts)
        return rows[0] if all(part == rows[0] for part in rows) else Rows(None, rows[0].dtype)

    def _asked(self, op: Any, place: int) -> Part | None:
        """What an op's gradient function answers; None where it hands on whatever comes to it."""
        key = _key(op, place)
        if key in self._known:
            return self._known[key]
        try:
            part = self._ask(op, place)
        except Exception:  # a gradient function may refuse in any way; the report says which op that is
            self._scratch, part = None, DENSE
        if not isinstance(part, Rows) and key is not None:
            self._known[key] = part
        return part

    def _ask(self, op: Any, place: int) -> Part | None:
        from tensorflow.python.framework import indexed_slices, ops

        try:
            function = ops.get_gradient_function(op)
        except LookupError:
            return NOTHING
        if function is None:
            return NOTHING
        self._scratch = self._scratch or Scratch()
        answer = self._scratch.trace(function, op).answers[place]
        if answer is None:
            return NOTHING
        if isinstance(answer, indexed_slices.IndexedSlices):
            return Rows(answer.values.shape[0], answer.indices.dtype)
        with self._scratch.entered():
            given = [_slices_of(t) for t in op.outputs]
            answer = function(op, *given)
        answers = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        return None if isinstance(answers[place], indexed_slices.IndexedSlices) else DENSE


def _added(parts: Iterator[Part] | list[Part]) -> Part:
    """A sum as TensorFlow makes it: rows are put one after the other, and one dense part makes it dense."""
    total: Part = NOTHING
    for part in parts:
        if part == DENSE:
            return DENSE
        if isinstance(part, Rows):
            total = total + part if isinstance(total, Rows) else part
    return total


@functools.cache
def _never_hands_on(type_: str) -> bool:
    """Whether TensorFlow's registry says of a type of op that it has no gradient."""
    from tensorflow.python.framework import ops

    try:
        return ops.gradient_registry.lookup(type_) is None
    except LookupError:  # a call of a function is given its gradient one by one
        return False


def _may_carry(tensor: Any) -> bool:
    dtype = tensor.dtype
    return bool(dtype.is_floating or dtype.is_complex or dtype.name in ("resource", "variant"))


def _key(op: Any, place: int) -> Any:
    """What an answer depends on: the op's type, and where integers say what it does (an axis), these as well."""
    if "_gradient_op_type" in op.node_def.attr:
        return None
    from tensorflow.python.framework import tensor_util

    fixed = tuple(
        tensor_util.constant_value(t).tobytes() if t.op.type == "Const" else None
        for t in op.inputs
        if t.dtype.is_integer
    )
    return op.type, place, tuple(t.dtype for t in op.outputs), fixed


def _slices_of(tensor: Any) -> Any:
    """Rows that come back to a tensor."""
    import tensorflow as tf
    from tensorflow.python.ops import array_ops

    rest = tensor.shape[1:] if tensor.shape.rank else None
    size = [-1 if n is None else n for n in tensor.shape.as_list()] if tensor.shape.rank else [1]
    values = array_ops.placeholder(tensor.dtype.base_dtype, None if rest is None else [None, *rest])
    return tf.IndexedSlices(values, array_ops.placeholder(tf.int32, [None]), tf.constant(size))
