"""Values of the symbolic step, computed when the user's Python asks for one (`if loss > x`, `float(loss)`, `.numpy()`).

The data cone of the asked tensor is copied into a small function and called on the captured eager tensors. Control
dependencies are not copied, so nothing that the step would do to a variable happens; where a nested function on the way
would write to variables, these are put back afterwards.
"""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.filling import available_memory, bytes_missing
from graphdoctor.capture.op_facts import outermost
from graphdoctor.capture.recorder import log, paused


class Undecidable(Exception):
    """The value depends on something that exists only while the real step runs."""


_cache: dict[int, tuple[Any, Any]] = {}
evaluating: list[Any] = []
"""The tensors whose values are being computed, on whatever thread."""


def evaluate(tensor: Any) -> Any:
    """The eager value of a tensor of the step's graph (gradients count as zeros)."""
    known = _cache.get(id(tensor))
    if known is not None:
        return known[1]
    from tensorflow.python.framework import ops

    evaluating.append(tensor)
    try:
        with paused(), ops.init_scope():
            value = _run(tensor)
    finally:
        evaluating.pop()
    _cache[id(tensor)] = (tensor, value)
    return value


def _run(tensor: Any) -> Any:
    import tensorflow as tf

    cone = _cone(tensor.op)
    if _too_large(tensor.graph, cone):
        log.note(
            "a value depends on weights that do not fit into this machine's memory, and was taken as zero"
        )
        return _zeros_like(tensor)
    touched = _written_by(cone)
    before = [(v, tf.identity(v)) for v in touched]

    def body() -> Any:
        return _Copier(tensor.graph, tf.compat.v1.get_default_graph()).tensor(tensor, cone)

    try:
        # not called itself: TensorFlow would warn the user of functions that are made again and again
        return tf.function(body, autograph=False).get_concrete_function()()
    finally:
        for variable, value in before:
            variable.assign(value)


def _cone(op: Any) -> list[Any]:
    """The op and all that its data needs, inputs first."""
    order: list[Any] = []
    done: set[int] = set()
    stack = [(op, False)]
    while stack:
        current, finished = stack.pop()
        if finished:
            order.append(current)
            continue
        if id(current) in done:
            continue
        done.add(id(current))
        stack.append((current, True))
        if current.type == "PlaceholderWithDefault" or _asks_for_gradients(current):
            if current.type == "PlaceholderWithDefault":
                stack.extend((t.op, False) for t in current.inputs)
            continue
        stack.extend((t.op, False) for t in current.inputs)
    return order


def _too_large(graph: Any, cone: list[Any]) -> bool:
    """Whether the values of the variables that are read, and have none yet, would not fit into memory."""
    read = {id(op.outputs[0]) for op in cone if op.type == "Placeholder"}
    missing = bytes_missing(outer for outer, inner in getattr(graph, "captures", ()) if id(inner) in read)
    room = available_memory()
    return room is not None and missing > room // 2


def _asks_for_gradients(op: Any) -> bool:
    from graphdoctor.capture.functions import body_of

    body = body_of(op)
    return body is not None and any(_is_below(r.graph, body) for r in log.requests)


def _is_below(graph: Any, outer: Any) -> bool:
    while graph is not None:
        if graph is outer:
            return True
        graph = getattr(graph, "outer_graph", None)
    return False


def _written_by(cone: list[Any]) -> list[Any]:
    """Variables that a stateful call in the cone could write to."""
    found: dict[int, Any] = {}
    for op in cone:
        if not op.type.startswith(("StatefulPartitionedCall", "While", "If", "Case", "StatefulCase")):
            continue
        for tensor in op.inputs:
            handle = outermost(tensor)
            seen = log.by_handle.get(id(handle))
            if seen is not None:
                found[id(seen)] = seen.variable
    return list(found.values())


class _Copier:
    def __init__(self, source: Any, target: Any) -> None:
        self.target = target
        self.captured = {id(inner): outer for outer, inner in getattr(source, "captures", ())}
        self.made: dict[int, Any] = {}

    def tensor(self, tensor: Any, cone: list[Any]) -> Any:
        for op in cone:
            if not all(id(t) in self.made for t in op.outputs) or not op.outputs:
                self._copy(op)
        return self.made[id(tensor)]

    def _copy(self, op: Any) -> None:
        import tensorflow as tf

        if op.type == "Placeholder":
            (output,) = op.outputs
            if id(output) not in self.captured:
                raise Undecidable(f"{op.name} has no value outside of the step")
            self.made[id(output)] = tf.convert_to_tensor(self.captured[id(output)])
            return
        known = [_cache.get(id(t)) for t in op.outputs]
        if op.outputs and all(k is not None for k in known):
            for t, k in zip(op.outputs, known, strict=True):
                assert k is not None
                self.made[id(t)] = tf.convert_to_tensor(k[1])
            return
        if _asks_for_gradients(op):
            self._zeros(op)
            return
        inputs = [self.made[id(t)] for t in op.inputs]
        attrs = {k: v for k, v in op.node_def.attr.items() if k != "_class"}
        copy = self.target._create_op_internal(
            op.type, inputs, [t.dtype for t in op.outputs], attrs=attrs, op_def=op.op_def, name=op.name
        )
        for old, new in zip(op.outputs, copy.outputs, strict=True):
            new.set_shape(old.shape)
            self.made[id(old)] = new

    def _zeros(self, op: Any) -> None:
        """What a training step would return is not known without taking the step."""
        import tensorflow as tf

        for t in op.outputs:
            if t.dtype in (tf.resource, tf.variant):
                raise Undecidable(f"{op.name} returns a handle")
            self.made[id(t)] = _zeros_like(t)


def _zeros_like(tensor: Any) -> Any:
    import tensorflow as tf

    shape = tensor.shape.as_list() if tensor.shape.rank is not None else []
    return tf.zeros([1 if n is None else n for n in shape], tensor.dtype)
