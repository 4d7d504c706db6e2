"""The graph on the side in which gradient functions are called: one for all questions, so that what they have in
common is made once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from graphdoctor.analysis.zeros import zero_tensors
from graphdoctor.capture.recorder import paused


@dataclass(frozen=True, slots=True)
class Traced:
    """What one op's gradient function made: its answers, of the gradients that came in, in a scratch graph."""

    answers: list[Any]
    incoming: list[Any]
    graph: Any


class Scratch:
    """A FuncGraph, the gradients that come in, and which of its tensors are zero."""

    def __init__(self) -> None:
        self.graph = _graph_class()("graphdoctor_probe")
        self._incoming: dict[Any, Any] = {}
        self._zero: set[int] = set()
        self._looked_at = 0

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Ops that are made now are made here."""
        from tensorflow.python.framework import ops

        with paused(), ops.init_scope(), self.graph.as_default(), _tapes_record(), _quick():
            yield

    def trace(self, function: Any, tf_op: Any) -> Traced:
        """Call an op's gradient function here. Raises what it raises."""
        with self.entered():
            incoming = [self.incoming(t) for t in tf_op.outputs]
            answer = function(tf_op, *incoming)
        return Traced(list(answer) if isinstance(answer, (list, tuple)) else [answer], incoming, self.graph)

    def incoming(self, tensor: Any) -> Any:
        """A placeholder for the gradient of an op's output; None where its dtype has none."""
        if tensor.dtype.name in ("resource", "variant"):
            return _cotangent(tensor)  # it carries what is known of what the handle leads to
        sizes, unknown = tensor._shape
        key = (tensor.dtype.base_dtype, unknown, *sizes)
        if key not in self._incoming:
            self._incoming[key] = _cotangent(tensor)
        return self._incoming[key]

    def zero(self) -> set[int]:
        """The ids of all tensors made here so far that are provably zero."""
        zero_tensors(self.graph, self._zero, self._looked_at)
        self._looked_at = self.graph.num_operations()
        return self._zero


@contextmanager
def _quick() -> Iterator[None]:
    """With TensorFlow's own quicker way to build graphs, where it has one: a gradient function is most of all that."""
    try:
        from tensorflow.core.config import flags

        flag = flags.config().graph_building_optimization
    except (ImportError, AttributeError):
        yield
        return
    before = flag.value()
    flag.reset(True)
    try:
        yield
    finally:
        flag.reset(before)


@functools.cache
def _graph_class() -> Any:
    """A graph whose captures tapes can see: a gradient function that starts one differentiates by the op's own tensors.

    A tape records the capture of an eager tensor only, and would answer None for what it watches outside of the graph.
    """
    from tensorflow.python.eager import record
    from tensorflow.python.framework import func_graph, ops

    class Graph(func_graph.FuncGraph):  # type: ignore[misc]
        def capture(self, tensor: Any, name: Any = None, shape: Any = None) -> Any:
            inner = super().capture(tensor, name, shape)
            if inner is not tensor and not isinstance(tensor, ops.EagerTensor):
                record.record_operation("captured_value", [inner], [tensor], lambda *incoming: list(incoming))
            return inner

    return Graph


@contextmanager
def _tapes_record() -> Iterator[None]:
    """Tapes are stopped in an `init_scope`: one that a gradient function starts would answer None."""
    from tensorflow.python import pywrap_tfe

    stopped = pywrap_tfe.TFE_Py_TapeSetIsStopped()
    if stopped:
        pywrap_tfe.TFE_Py_TapeSetRestartOnThread()
    try:
        yield
    finally:
        if stopped:
            pywrap_tfe.TFE_Py_TapeSetStopOnThread()


def _cotangent(tensor: Any) -> Any:
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
