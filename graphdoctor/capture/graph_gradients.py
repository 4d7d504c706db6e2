"""`tf.gradients`, and what v1 optimizers call: a request over the whole graph.

It is answered with stand-ins. Where a later request differentiates something that was made of them (a penalty on a
gradient, a second derivative), TensorFlow's own gradients are put behind the stand-ins first. Within a tape, or with
respect to what is no variable (the slope of a network in its input), they are the answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from graphdoctor.capture.answers import fill, stand_ins, unordered
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import SeenRequest, active, log, paused
from graphdoctor.capture.tapes import record_request
from graphdoctor.capture.trial_values import needed

_VARIABLES = ("VariableV2", "Variable", "VarHandleOp", "ReadVariableOp")
Ask = Callable[..., list[Any]]
"""TensorFlow's own gradients of one request; what it is called with goes before what the script says."""


def install() -> None:
    """Replace `tf.gradients` in every module that offers it: Keras 2 reaches it by a path of its own."""
    from tensorflow.python.ops import gradients_impl

    originals = {"gradients": gradients_impl.gradients, "gradients_v2": gradients_impl.gradients_v2}

    def wrapped(name: str) -> Any:
        original = originals[name]

        def gradients(ys: Any, xs: Any, *args: Any, **kwargs: Any) -> Any:
            if not active():
                return original(ys, xs, *args, **kwargs)
            answers = _graph_gradients(ys, xs, lambda **more: original(ys, xs, *args, **kwargs | more))
            log.requests[-1].barred = _barred(kwargs.get("stop_gradients"), xs)
            return answers

        gradients.__doc__ = original.__doc__
        return gradients

    for original in list(originals):
        replacement = wrapped(original)
        for module, name in _offered(originals[original]):
            replace(module, name, replacement)


def _offered(function: Any) -> list[tuple[Any, str]]:
    """Where TensorFlow's modules offer a function, and under which name."""
    return [
        (module, name)
        for path, module in list(sys.modules.items())
        if path.partition(".")[0] == "tensorflow" and isinstance(module, ModuleType)
        for name, value in list(vars(module).items())
        if value is function
    ]


def _graph_gradients(ys: Any, xs: Any, ask: Ask) -> Any:
    from tensorflow.python.util import nest

    as_list = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    _make_real([t for t in nest.flatten(ys) if hasattr(t, "op")])
    inner = any(other.recording for other in log.tapes) or not any(_is_variable(x) for x in nest.flatten(xs))
    if inner:
        with paused():
            results = list(ask())
        record_request(None, ys, as_list, results, inner, None)
        return results
    results = stand_ins(nest.flatten(ys), as_list)
    record_request(None, ys, as_list, results, inner, _asked(ask) if log.verify else None)
    log.requests[-1].ask = ask
    return results if isinstance(xs, (list, tuple)) else [nest.flatten(results)[0]]


def _is_variable(source: Any) -> bool:
    """Whether a source is a variable, or what is read of one."""
    if hasattr(source, "handle"):
        return True
    kind = getattr(getattr(source, "op", None), "type", "")
    if kind == "Identity":  # what graph mode reads a variable by
        kind = source.op.inputs[0].op.type
    return kind in _VARIABLES


def _barred(stops: Any, xs: Any) -> list[Any]:
    """The tensors that gradients must not pass; one that is a source itself still gets its own."""
    from tensorflow.python.util import nest

    asked = {id(x) for x in nest.flatten(xs)}
    return [getattr(t, "handle", t) for t in nest.flatten(stops) if t is not None and id(t) not in asked]


def _asked(ask: Ask) -> list[Any]:
    """TensorFlow's gradients; none where an op on the way has no gradient at all (a LookupError)."""
    try:
        with paused(), unordered():
            return list(ask(unconnected_gradients="none"))
    except LookupError:
        return []


def _make_real(tensors: list[Any]) -> None:
    """Put TensorFlow's gradients behind the stand-ins that the tensors are made of."""
    behind = {id(op) for op in needed([t.op for t in tensors])}
    for request in log.requests:
        if request.ask is None or not any(id(r.op) in behind for r in request.results):
            continue
        _fill(request, _asked(request.ask))


def _fill(request: SeenRequest, gradients: list[Any]) -> None:
    request.ask = None
    request.inner = True  # not a training loss by itself, if a loss is made of it
    for stand_in, gradient in zip(request.results, gradients, strict=False):
        if gradient is not None:
            fill(stand_in, gradient)
