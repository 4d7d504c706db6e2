"""Eager loops are Python loops: their tensors may change shape from turn to turn, which a traced loop must be told."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.patching import wrap
from graphdoctor.capture.recorder import log


def install() -> None:
    """Hook the loops that the capture traces although the script runs them eagerly."""
    from tensorflow.python.ops import while_v2

    wrap(while_v2, "while_loop", _while_loop)


def _while_loop(
    original: Any,
    cond: Any,
    body: Any,
    loop_vars: Any,
    shape_invariants: Any = None,
    *args: Any,
    **kwargs: Any,
) -> Any:
    from tensorflow.python.framework import ops

    try:
        return original(cond, body, loop_vars, shape_invariants, *args, **kwargs)
    except ValueError as error:
        eager = ops.get_default_graph() is log.step_graph
        if not eager or shape_invariants is not None or "shape_invariants" not in str(error):
            raise
    return original(cond, body, loop_vars, _of_any_size(loop_vars), *args, **kwargs)


def _of_any_size(loop_vars: Any) -> Any:
    """Invariants that keep each tensor's rank only."""
    import tensorflow as tf

    def loose(value: Any) -> Any:
        rank = tf.TensorShape(getattr(value, "shape", ())).rank
        return tf.TensorShape(None if rank is None else [None] * rank)

    return tf.nest.map_structure(loose, loop_vars)
