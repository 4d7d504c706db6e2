"""What the gradient of each input of an op reads: which of the op's inputs, as values and not for their shapes."""

from __future__ import annotations

from typing import Any

from graphdoctor.analysis.facts import SHAPE_ONLY
from graphdoctor.capture.scratch import Scratch, Traced


def reads(tf_op: Any, traced: Traced | None = None) -> list[frozenset[int] | None]:
    """For each input the positions of the inputs whose values its gradient reads; None: an output's, or others.

    traced: what its gradient function has made before, where that is known.
    """
    from tensorflow.python.framework import ops

    count = len(tf_op.inputs)
    if traced is None:
        traced = Scratch().trace(ops.get_gradient_function(tf_op), tf_op)
    answers = [*traced.answers, *[None] * (count - len(traced.answers))]
    own = {id(t): n for n, t in reversed(list(enumerate(tf_op.inputs)))}
    captured = {id(inner): own.get(id(outer)) for outer, inner in traced.graph.captures}
    given = {id(t) for t in traced.incoming if t is not None}
    return [_read(a, captured, given) for a in answers[:count]]


def _read(answer: Any, captured: dict[int, int | None], given: set[int]) -> frozenset[int] | None:
    """The captured inputs that a tensor of the scratch graph is computed from."""
    parts = [getattr(answer, name, None) for name in ("values", "indices", "dense_shape")]
    stack = [t for t in parts if t is not None] if hasattr(answer, "values") else [answer]
    seen: set[int] = set()
    found: set[int] = set()
    while stack:
        tensor = stack.pop()
        if tensor is None or id(tensor) in seen or id(tensor) in given:
            continue
        seen.add(id(tensor))
        if id(tensor) in captured:
            position = captured[id(tensor)]
            if position is None:
                return None
            found.add(position)
        elif not hasattr(tensor, "op") or tensor.op.type == "Placeholder" or tensor.op.op_def.is_stateful:
            return None
        elif tensor.op.type not in SHAPE_ONLY:
            stack.extend(tensor.op.inputs)
    return frozenset(found)
