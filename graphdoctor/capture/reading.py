"""What the gradient of each input of an op reads: which of the op's inputs, as values and not for their shapes."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.constants import SIZES
from graphdoctor.capture.recorder import paused

_SHAPE_ONLY = frozenset((*SIZES, "ZerosLike", "OnesLike"))


def reads(tf_op: Any) -> list[frozenset[int] | None]:
    """For each input the positions of the inputs whose values its gradient reads; None: an output's, or others."""
    from tensorflow.python.framework import func_graph, ops

    count = len(tf_op.inputs)
    function = ops.get_gradient_function(tf_op)
    scratch = func_graph.FuncGraph("graphdoctor_reads")
    with paused(), ops.init_scope(), scratch.as_default():
        incoming = [cotangent(t) for t in tf_op.outputs]
        answer = function(tf_op, *incoming)
    answers = list(answer) if isinstance(answer, (list, tuple)) else [answer]
    answers += [None] * (count - len(answers))
    own = {id(t): n for n, t in reversed(list(enumerate(tf_op.inputs)))}
    captured = {id(inner): own.get(id(outer)) for outer, inner in scratch.captures}
    given = {id(t) for t in incoming if t is not None}
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
        elif tensor.op.type not in _SHAPE_ONLY:
            stack.extend(tensor.op.inputs)
    return frozenset(found)


def cotangent(tensor: Any) -> Any:
    """A placeholder for what flows back to a tensor; None where nothing can."""
    from tensorflow.python.ops import array_ops

    if (
        not tensor.dtype.is_floating
        and not tensor.dtype.is_complex
        and tensor.dtype.name not in ("resource", "variant")
    ):
        return None
    # a TensorArray of TensorFlow 1 finds its gradient by the name of what comes in
    placeholder = array_ops.placeholder(tensor.dtype.base_dtype, tensor.shape, "gradients/incoming")
    if tensor.dtype.name in ("resource", "variant"):
        from tensorflow.python.ops import handle_data_util

        handle_data_util.copy_handle_data(tensor, placeholder)
    return placeholder
