"""TensorFlow's own gradients with numbers in them: random weights and inputs, for verdicts that say "always zero".

The part of the traced graph that a gradient needs is copied into a small function whose captures and arguments are fed
with random values. The script's own variables are neither read nor written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from graphdoctor.capture.flatten import outermost
from graphdoctor.capture.recorder import SeenRequest, log, paused

POINTS = 3
"""At how many random points a gradient is computed."""
_MOST_ELEMENTS = 30_000_000
_UNKNOWN_SIZE = (
    3  # of an axis that the trace leaves open, the same everywhere: a batch is as long as its labels
)

_FROM_OUTSIDE = ("Placeholder", "IteratorGetNext")
"""Ops whose values come from outside of the graph."""

ZERO, NONZERO = "zero", "not zero"


class Impossible(Exception):
    """The gradient cannot be computed outside of the script; the message says why."""


def measure(request: SeenRequest, positions: list[int]) -> dict[int, str]:
    """For each position among the request's sources: ZERO, NONZERO, or why its gradient cannot be computed."""
    from tensorflow.python.framework import ops

    answers = request.verified or []
    tensors = {p: _dense(answers[p]) for p in positions if p < len(answers)}
    tensors = {p: t for p, t in tensors.items() if t is not None}
    try:
        with paused(), ops.init_scope():
            trial = _Trial(list(tensors.values()))
            rounds = [trial.run(np.random.default_rng(seed)) for seed in range(POINTS)]
    except Impossible as why:
        return dict.fromkeys(tensors, str(why))
    except (
        Exception
    ) as error:  # whatever an op makes of random inputs: an index out of range, a shape that differs
        return dict.fromkeys(tensors, f"{type(error).__name__} with random inputs")
    return {p: _told([values[n] for values in rounds]) for n, p in enumerate(tensors)}


def _dense(gradient: Any) -> Any:
    """The tensor that holds a gradient's numbers (a lookup's gradient: those of its rows)."""
    return getattr(gradient, "values", gradient)


def _told(values: list[Any]) -> str:
    finite = [v for v in values if np.all(np.isfinite(v))]
    if not finite:
        return "it is no finite number with random inputs"
    return NONZERO if any(np.any(v != 0) for v in finite) else ZERO


class _Trial:
    """The graph behind some tensors as a function of all that comes from outside of it."""

    def __init__(self, tensors: list[Any]) -> None:
        self.tensors = tensors
        if any(not hasattr(t, "graph") or not hasattr(t.graph, "captures") for t in tensors):
            raise Impossible("its graph runs in a session")
        self.ops = list(_needed([t.op for t in tensors]))
        self.open = [t for op in self.ops if op.type in _FROM_OUTSIDE for t in op.outputs]
        self._function: Callable[..., Any] | None = None
        self._kept: list[Any] = []  # variables must outlive the call that reads them

    def run(self, random: np.random.Generator) -> list[Any]:
        """The tensors' values at one random point."""
        import tensorflow as tf

        feeds = [self._feed(tensor, random) for tensor in self.open]
        if self._function is None:
            self._function = tf.function(self._body, autograph=False)
        return [value.numpy() for value in self._function(*feeds)]

    def _body(self, *feeds: Any) -> list[Any]:
        import tensorflow as tf

        made = {id(tensor): feed for tensor, feed in zip(self.open, feeds, strict=True)}
        graph = tf.compat.v1.get_default_graph()
        for op in self.ops:
            if op.type in _FROM_OUTSIDE:
                continue
            inputs = [made[id(t)] for t in op.inputs]
            attributes = {k: v for k, v in op.node_def.attr.items() if k != "_class"}
            dtypes = [t.dtype for t in op.outputs]
            copy = graph._create_op_internal(
                op.type, inputs, dtypes, attrs=attributes, op_def=op.op_def, name=op.name
            )
            for old, new in zip(op.outputs, copy.outputs, strict=True):
                new.set_shape(old.shape)
                made[id(old)] = new
        return [tf.cast(made[id(t)], tf.float64) for t in self.tensors]

    def _feed(self, tensor: Any, random: np.random.Generator) -> Any:
        import tensorflow as tf

        outer = outermost(tensor)
        if tensor.dtype == tf.resource:
            return self._handle(outer, random)
        if tensor.dtype in (tf.variant, tf.string):
            raise Impossible(f"it reads a {tensor.dtype.name} from outside of the step")
        eager = hasattr(outer, "numpy") and not hasattr(outer, "graph")
        if eager and not tensor.dtype.is_floating:
            return outer  # labels and lengths: those that the script has
        shape = outer.shape if eager else tensor.shape
        if shape.rank is None:
            raise Impossible("it reads a tensor of unknown rank")
        size = [_UNKNOWN_SIZE if n is None else n for n in shape.as_list()]
        return tf.constant(_values(tensor.dtype, size, random), tensor.dtype)

    def _handle(self, outer: Any, random: np.random.Generator) -> Any:
        import tensorflow as tf

        seen = log.by_handle.get(id(outer))
        if seen is None:
            if hasattr(outer, "graph"):
                raise Impossible("it reads a resource that exists only while the step runs")
            return outer  # a lookup table, an iterator
        variable = seen.variable
        dtype, shape = variable.dtype.base_dtype, variable.shape
        if shape.rank is None or shape.num_elements() is None:
            raise Impossible("it reads a variable of unknown shape")
        if shape.num_elements() > _MOST_ELEMENTS:
            raise Impossible("it reads a variable too large to fill with random numbers")
        made = tf.Variable(tf.constant(_values(dtype, shape.as_list(), random), dtype), trainable=False)
        self._kept.append(made)
        return made.handle


def _values(dtype: Any, size: list[int], random: np.random.Generator) -> Any:
    """Numbers of moderate size: logarithms and variances get positive ones as often as not."""
    if dtype.is_bool:
        return random.random(size) < 0.5
    if dtype.is_integer:
        return random.integers(0, 2, size)
    return random.uniform(0.1, 1.0, size) * np.where(random.random(size) < 0.7, 1.0, -1.0)


def _needed(starts: list[Any]) -> Iterator[Any]:
    """The ops behind the given ones, inputs first; nothing that only controls them."""
    done: set[int] = set()
    stack = [(op, False) for op in reversed(starts)]
    while stack:
        op, finished = stack.pop()
        if finished:
            yield op
        elif id(op) not in done:
            done.add(id(op))
            stack.append((op, True))
            if op.type not in _FROM_OUTSIDE:
                stack.extend((t.op, False) for t in op.inputs)
