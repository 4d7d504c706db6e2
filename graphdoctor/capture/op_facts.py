"""What the layout reads of TensorFlow's ops: dtypes, shapes, bodies, a few attributes and small constants.

Each look at an op is a call into TensorFlow: what can be had cheaply is, and what is dear is read when somebody asks.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import Any

from graphdoctor.capture.recorder import log

CALLS = ("PartitionedCall", "StatefulPartitionedCall")
WHILES = ("While", "StatelessWhile")
BRANCHES = ("If", "StatelessIf", "Case", "StatelessCase")
LAID_OUT = frozenset((*CALLS, *WHILES, *BRANCHES))
"""The ops of which the bodies are laid out."""
_SMALL = 64  # elements of a constant that are worth keeping


def operations(graph: Any) -> Iterator[tuple[int, Any]]:
    """A graph's ops with their places; of a saved model without those that write variables, after the loss."""
    found = enumerate(graph.get_operations())
    return ((n, op) for n, op in found if op.outputs) if log.mode == "saved-model" else found


def outermost(tensor: Any) -> Any:
    """The tensor that a chain of captures begins with: for a variable's handle, the handle itself."""
    for _ in range(64):
        captures = getattr(getattr(tensor, "graph", None), "captures", ())
        outer = next((o for o, inner in captures if inner is tensor), None)
        if outer is None:
            return tensor
        tensor = outer
    return tensor


@functools.cache
def dtype_name(dtype: Any) -> str:
    return str(dtype.base_dtype.name)


def shape_of(tensor: Any) -> tuple[int | None, ...] | None:
    sizes, unknown = tensor._shape  # what `tensor.shape` wraps, one object per axis
    return None if unknown else tuple(sizes)


def _is_splat(op: Any) -> bool:
    proto = op.node_def.attr["value"].tensor
    if proto.tensor_content:
        content = proto.tensor_content
        return not content.strip(b"\0")
    fields = ("float_val", "double_val", "int_val", "int64_val", "half_val", "bool_val")
    return any(len(getattr(proto, f)) == 1 for f in fields)


def bodies_of(op: Any) -> list[tuple[str, Any]] | None:
    """The (kind, FuncGraph) pairs that a structured op runs; None where TensorFlow does not keep them."""
    if op.type in CALLS:
        graph = _function(op, op.get_attr("f").name)
        return None if graph is None else [("call", graph)]
    if op.type in WHILES:
        cond = getattr(op, "_cond_graph", None) or _function(op, op.get_attr("cond").name)
        body = getattr(op, "_body_graph", None) or _function(op, op.get_attr("body").name)
        return None if cond is None or body is None else [("while-cond", cond), ("while-body", body)]
    if op.type in ("If", "StatelessIf"):
        names = [("_true_graph", "then_branch"), ("_false_graph", "else_branch")]
        graphs = [getattr(op, a, None) or _function(op, op.get_attr(b).name) for a, b in names]
    else:
        kept = getattr(op, "_branch_graphs", None)
        graphs = list(kept) if kept else [_function(op, f.name) for f in op.get_attr("branches")]
    return None if any(g is None for g in graphs) else [("branch", g) for g in graphs]


def _function(op: Any, name: str) -> Any:
    graph = op.graph
    while graph is not None:
        atomic = graph._get_function(name)
        if atomic is not None:
            return getattr(atomic, "graph", None)
        graph = getattr(graph, "outer_graph", None)
    return None


def attributes_of(op: Any) -> dict[str, Any]:
    """The few attributes by which a pick says what it picks, and a v1 loop's exit which loop it leaves."""
    if op.type in ("Pack", "Unpack"):
        return {"axis": op.get_attr("axis")}
    if op.type in ("Exit", "RefExit"):
        return {"loop": getattr(op._get_control_flow_context(), "name", None)}
    names = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
    return {name: op.get_attr(name) for name in names}


class SmallConstants:
    """Reads constants: a small one as an array; of a large one that is the same throughout, one element.

    A model holds the same few small ones (an axis, an epsilon) hundreds of times: each is unpacked once.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Any] = {}

    def __call__(self, op: Any) -> Any:
        """None for a constant that is neither."""
        shape = shape_of(op.outputs[0])
        if shape is None or None in shape:
            return None
        count = math.prod(size or 0 for size in shape)
        if count > _SMALL:
            return _unpacked(op, count) if _is_splat(op) else None
        packed = _packed(op, "value")
        if packed not in self._known:
            self._known[packed] = _unpacked(op, count)
        return self._known[packed]


def _packed(op: Any, attribute: str) -> bytes:
    """An attribute as TensorFlow writes it: cheap to get, dear to read."""
    session = _session()
    buffer = session.TF_NewBuffer()
    try:
        session.TF_OperationGetAttrValueProto(op._c_op, attribute, buffer)
        return bytes(session.TF_GetBuffer(buffer))
    finally:
        session.TF_DeleteBuffer(buffer)


@functools.cache
def _session() -> Any:
    from tensorflow.python.client import pywrap_tf_session

    return pywrap_tf_session


def _unpacked(op: Any, count: int) -> Any:
    proto = op.get_attr("value")
    if proto.dtype in (7, 20, 21):  # strings, resources, variants
        return None
    from tensorflow.python.framework import tensor_util

    value = tensor_util.MakeNdarray(proto)
    return value if count <= _SMALL else value.reshape(-1)[:1]
