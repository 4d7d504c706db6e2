"""The gradients of a TensorFlow 1 graph, computed by a session of its own at random weights and inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from graphdoctor.capture.recorder import log
from graphdoctor.capture.trial_values import FROM_OUTSIDE, needed, random_like, random_weight


class SessionTrial:
    """The values of some tensors of one graph. The script's own sessions keep their variables."""

    def __init__(self, tensors: list[Any]) -> None:
        self.tensors = tensors
        self.graph = tensors[0].graph
        behind = needed([t.op for t in tensors], controlling=True)
        self.open = [t for op in behind if op.type in FROM_OUTSIDE for t in op.outputs]
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
