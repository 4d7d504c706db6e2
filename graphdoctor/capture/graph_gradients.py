"""`tf.gradients`, and what v1 optimizers call: a request over the whole graph."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.answers import stand_in
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active, log
from graphdoctor.capture.tapes import record_request


def install() -> None:
    """`tf.gradients`, and what v1 optimizers call: a request over the whole graph."""
    import tensorflow as tf
    from tensorflow.python.ops import gradients as gradients_module
    from tensorflow.python.ops import gradients_impl

    originals = {"gradients": gradients_impl.gradients, "gradients_v2": gradients_impl.gradients_v2}

    def wrapped(name: str) -> Any:
        original = originals[name]

        def gradients(ys: Any, xs: Any, *args: Any, **kwargs: Any) -> Any:
            if not active():
                return original(ys, xs, *args, **kwargs)
            return _graph_gradients(ys, xs)

        gradients.__doc__ = original.__doc__
        return gradients

    replaced = {name: wrapped(name) for name in originals}
    for module in (gradients_impl, gradients_module):
        for name in originals:
            if hasattr(module, name):
                replace(module, name, replaced[name])
    replace(tf, "gradients", replaced["gradients_v2"])
    replace(tf.compat.v1, "gradients", replaced["gradients"])


def _graph_gradients(ys: Any, xs: Any) -> Any:
    from tensorflow.python.util import nest

    as_list = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    inner = any(other.recording for other in log.tapes)
    results = [stand_in(x) for x in as_list]
    record_request(None, ys, as_list, results, inner, None)
    return results if isinstance(xs, (list, tuple)) else [nest.flatten(results)[0]]
