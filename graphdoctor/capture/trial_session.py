"""The gradients of a TensorFlow 1 graph, computed by a session of its own at random weights and inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from graphdoctor.capture.recorder import log
from graphdoctor.capture.trial_values import FROM_OUTSIDE, random_like, random_weight


class SessionTrial:
    """The values of some tensors of one graph. The script's own sessions keep their variables."""

    def __init__(self, tensors: list[Any]) -> None:
        self.tensors = tensors
        self.graph = tensors[0].graph
        self.open = [t for op in _run_for(tensors) if op.type in FROM_OUTSIDE for t in op.outputs]
        self.variables = [
            v.variable for v in log.variables if getattr(v.variable, "graph", None) is self.graph
        ]

    def run(self, random: np.random.Generator) -> list[Any]:
        """The tensors' values at one random point."""
        import tensorflow as tf

        feeds = {t: random_like(t.dtype, t.shape, random) for t in self.open}
        with tf.compat.v1.Session(graph=self.graph) as session:
            for variable in self.variables:
                value = random_weight(variable, random)
                session.run(variable.initializer, {variable.initializer.inputs[1]: value})
            return list(session.run(self.tensors, feeds))


def _run_for(tensors: list[Any]) -> Iterator[Any]:
    """The ops that a session runs for the tensors: those that only control others as well."""
    seen: set[int] = set()
    stack = [t.op for t in tensors]
    while stack:
        op = stack.pop()
        if id(op) not in seen:
            seen.add(id(op))
            yield op
            if op.type not in FROM_OUTSIDE:
                stack.extend([*(t.op for t in op.inputs), *op.control_inputs])
