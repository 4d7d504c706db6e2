"""What a gradient request is answered with: a tagged stand-in per source, or the real gradient for another tape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from graphdoctor.capture.recorder import paused


def answer(target: Any, sources: Any, unconnected: Any, inner: bool, missing: Sequence[bool] = ()) -> Any:
    """One stand-in per source; where another tape goes on to differentiate the result, the real gradient.

    missing: for each source whether its tape knows nothing of it.
    """
    from tensorflow.python.util import nest

    if inner:
        return _real_gradients(target, sources, unconnected, missing)
    return nest.map_structure(stand_in, sources)


def stand_in(source: Any) -> Any:
    """A tagged tensor of the source's shape and dtype, zero if somebody looks at it."""
    import tensorflow as tf
    from tensorflow.python.ops import array_ops

    value = source if getattr(source, "_value", None) is None else source._value
    with unordered():
        dtype = value.dtype if hasattr(value, "dtype") else tf.float32
        shape = tf.TensorShape(value.shape)
        size = [1 if n is None else n for n in shape.as_list()] if shape.rank is not None else []
        zero = array_ops.broadcast_to(tf.zeros([], dtype=tf.as_dtype(dtype).base_dtype), size)
        return array_ops.placeholder_with_default(zero, shape=shape, name="graphdoctor_gradient")


def dense(gradient: Any) -> Any:
    """A gradient as one tensor: that of a lookup names rows."""
    import tensorflow as tf

    return tf.convert_to_tensor(gradient) if hasattr(gradient, "indices") else gradient


@contextmanager
def unordered() -> Iterator[None]:
    """Control dependencies and tapes of the moment must not reach our own ops."""
    from tensorflow.python.framework import ops

    with ops.control_dependencies(None):
        yield


def _real_gradients(target: Any, sources: Any, unconnected: Any, missing: Sequence[bool]) -> Any:
    from tensorflow.python.ops import gradients_util
    from tensorflow.python.util import nest

    targets = [t for t in nest.flatten(target) if hasattr(t, "op")]
    flat = nest.flatten(sources)
    if not targets:
        return nest.pack_sequence_as(sources, [None] * len(flat))
    graph = targets[0].graph
    lost = missing or [False] * len(flat)
    handles = [
        _inside(graph, getattr(s, "handle", s)) for s, gone in zip(flat, lost, strict=True) if not gone
    ]
    with paused():
        found = gradients_util._GradientsHelper(
            targets, handles, None, "gradients", False, False, None, None, unconnected, graph
        )
    known = iter(found)
    got = [_unconnected(s, unconnected) if gone else next(known) for s, gone in zip(flat, lost, strict=True)]
    return nest.pack_sequence_as(sources, got)


def _unconnected(source: Any, unconnected: Any) -> Any:
    """What a tape answers for a source that it knows nothing of."""
    from tensorflow.python.ops import array_ops
    from tensorflow.python.ops.unconnected_gradients import UnconnectedGradients

    if UnconnectedGradients(unconnected) is UnconnectedGradients.NONE:
        return None
    with unordered():
        return array_ops.zeros_like(source)


def _inside(graph: Any, tensor: Any) -> Any:
    """The placeholder that stands for an outer tensor inside of `graph`."""
    if getattr(tensor, "graph", None) is graph or not hasattr(graph, "capture"):
        return tensor
    return graph.capture(tensor)
