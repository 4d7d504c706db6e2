"""TensorFlow's own gradients with numbers in them: random weights and inputs, for verdicts that say "always zero".

The part of the traced graph that a gradient needs is copied into a small function whose captures and arguments are fed
with random values. The script's own variables are neither read nor written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from graphdoctor.capture.op_facts import outermost
from graphdoctor.capture.recorder import SeenRequest, log, paused
from graphdoctor.capture.trial_session import SessionTrial
from graphdoctor.capture.trial_values import FROM_OUTSIDE, Impossible, needed, random_like, random_weight

POINTS = 3
"""At how many random points a gradient is computed."""
ZERO, NONZERO = "zero", "not zero"


def measure(request: SeenRequest, positions: list[int]) -> dict[int, str]:
    """For each position among the request's sources: ZERO, NONZERO, or why its gradient cannot be computed."""
    from tensorflow.python.framework import ops

    answers = request.verified or []
    tensors = {p: _dense(answers[p]) for p in positions if p < len(answers)}
    tensors = {p: t for p, t in tensors.items() if t is not None}
    try:
        with paused(), ops.init_scope():
            in_session = not all(hasattr(t.graph, "captures") for t in tensors.values())
            make: type[SessionTrial | _Trial] = SessionTrial if in_session else _Trial
            trial = make(list(tensors.values()))
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
        self.ops = list(needed([t.op for t in tensors]))
        self.open = [t for op in self.ops if op.type in FROM_OUTSIDE for t in op.outputs]
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
            if op.type in FROM_OUTSIDE:
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
        return tf.constant(
            random_like(tensor.dtype, outer.shape if eager else tensor.shape, random), tensor.dtype
        )

    def _handle(self, outer: Any, random: np.random.Generator) -> Any:
        import tensorflow as tf

        seen = log.by_handle.get(id(outer))
        if seen is None:
            if hasattr(outer, "graph"):
                raise Impossible("it reads a resource that exists only while the step runs")
            return outer  # a lookup table, an iterator
        variable = seen.variable
        dtype = variable.dtype.base_dtype
        made = tf.Variable(tf.constant(random_weight(variable, random), dtype), trainable=False)
        self._kept.append(made)
        return made.handle
