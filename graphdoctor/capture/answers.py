"""What a gradient request is answered with: a tagged stand-in per source, or the real gradient for another tape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from graphdoctor.capture.recorder import SeenTape, paused
from graphdoctor.capture.sliced import Rows, Slicer


def answer(target: Any, sources: Any, unconnected: Any, missing: Sequence[bool] = ()) -> Any:
    """One stand-in per source. missing: for each source whether its tape knows nothing of it."""
    from tensorflow.python.util import nest

    found = stand_ins(nest.flatten(target), nest.flatten(sources))
    lost = zip(found, nest.flatten(sources), missing or [False] * len(found), strict=True)
    got = [_unconnected(source, unconnected) if gone else one for one, source, gone in lost]
    return nest.pack_sequence_as(sources, got)


def stand_ins(targets: Sequence[Any], sources: Sequence[Any]) -> list[Any]:
    """One stand-in per source: `IndexedSlices` where TensorFlow would answer with them."""
    slicer = Slicer(targets)
    plain = [s if getattr(s, "_value", None) is None else s._value for s in sources]
    return [_stand_in(source, slicer.rows(source)) for source in plain]


def _stand_in(source: Any, rows: Rows | None) -> Any:
    """A tagged tensor of the source's shape and dtype, or of some rows of it; zero if somebody looks at it."""
    import tensorflow as tf

    with unordered():
        dtype = source.dtype if hasattr(source, "dtype") else tf.float32
        shape = tf.TensorShape(source.shape)
        if rows is None:
            return _tagged(dtype, shape, "graphdoctor_gradient")
        values = _tagged(dtype, tf.TensorShape([rows.count]).concatenate(shape[1:]), "graphdoctor_gradient")
        indices = _tagged(rows.dtype, tf.TensorShape([rows.count]), "graphdoctor_rows")
        return tf.IndexedSlices(values, indices, tf.constant(shape.as_list()))


def _tagged(dtype: Any, shape: Any, name: str) -> Any:
    import tensorflow as tf
    from tensorflow.python.ops import array_ops

    size = [1 if n is None else n for n in shape.as_list()] if shape.rank is not None else []
    zero = array_ops.broadcast_to(tf.zeros([], dtype=tf.as_dtype(dtype).base_dtype), size)
    return array_ops.placeholder_with_default(zero, shape=shape, name=name)


def fill(stand_in: Any, gradient: Any) -> None:
    """Put TensorFlow's own gradient behind a stand-in."""
    import tensorflow as tf

    with unordered():
        if hasattr(stand_in, "indices") and hasattr(gradient, "indices"):
            stand_in.values.op._update_input(0, gradient.values)
            stand_in.indices.op._update_input(0, tf.cast(gradient.indices, stand_in.indices.dtype))
        elif not hasattr(stand_in, "indices"):
            stand_in.op._update_input(0, tf.convert_to_tensor(gradient))


@contextmanager
def unordered() -> Iterator[None]:
    """Control dependencies and tapes of the moment must not reach our own ops."""
    from tensorflow.python.framework import ops

    with ops.control_dependencies(None):
        yield


def real_gradients(
    seen: SeenTape, target: Any, sources: Any, weights: Any, unconnected: Any, missing: Sequence[bool]
) -> Any:
    """TensorFlow's own gradients, where another tape goes on to differentiate them: of what the tape has recorded.

    weights: the `output_gradients` of the request. missing: as in `answer`.
    """
    from tensorflow.python.ops import gradients_util
    from tensorflow.python.util import nest

    flat = nest.flatten(sources)
    given = nest.flatten(weights) if weights is not None else [None] * len(nest.flatten(target))
    pairs = [(t, w) for t, w in zip(nest.flatten(target), given, strict=True) if hasattr(t, "op")]
    if not pairs:
        return nest.pack_sequence_as(sources, [None] * len(flat))
    targets, weighted = zip(*pairs, strict=True)
    graph = targets[0].graph
    lost = missing or [False] * len(flat)
    handles = [
        _inside(graph, getattr(s, "handle", s)) for s, gone in zip(flat, lost, strict=True) if not gone
    ]
    with paused():
        found = gradients_util._GradientsHelper(
            list(targets), handles, list(weighted), "gradients", False, False, None, _unseen(seen, graph),
            unconnected, graph,
        )  # fmt: skip
    known = iter(found)
    got = [_unconnected(s, unconnected) if gone else next(known) for s, gone in zip(flat, lost, strict=True)]
    return nest.pack_sequence_as(sources, got)


def _unseen(seen: SeenTape, graph: Any) -> list[Any]:
    """The tensors of a graph that were made while a tape did not record: its gradients end there."""
    spans = [span for span in seen.spans if span.graph is graph]
    if not spans:
        return []  # a function that was called while the tape recorded: all of it counts
    made = list(graph.get_operations())
    for span in reversed(spans):
        del made[span.start : span.end]
    return [t for op in made for t in op.outputs if t.dtype.is_floating or t.dtype.is_complex]


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
