"""TensorFlow 1 style: the step is complete when a Session is about to run what depends on its gradients."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture import stop
from graphdoctor.capture.patching import wrap
from graphdoctor.capture.postponed import catch_up, postpone
from graphdoctor.capture.recorder import log


def install() -> None:
    """Watch `Session.run`."""
    from tensorflow.python.client import session

    def run(original: Any, self: Any, fetches: Any, *args: Any, **kwargs: Any) -> Any:
        if log.requests and _needs_gradients(fetches):
            log.mode = "v1-graph"
            stop.the_judge().finish(True)
        if postpone(self, fetches, lambda: original(self, fetches, *args, **kwargs)):
            return None
        catch_up(self)
        return original(self, fetches, *args, **kwargs)

    wrap(session.BaseSession, "run", run)


def _needs_gradients(fetches: Any) -> bool:
    """Whether running the fetches would compute a stand-in, that is, take a training step."""
    import tensorflow as tf

    answers = {id(r.op) for request in log.requests for r in request.results if hasattr(r, "op")}
    stack = [f for f in tf.nest.flatten(fetches) if f is not None]
    operations = [f if isinstance(f, tf.Operation) else getattr(f, "op", None) for f in stack]
    seen: set[int] = set()
    todo = [o for o in operations if o is not None]
    while todo:
        op = todo.pop()
        if id(op) in answers:
            return True
        if id(op) in seen:
            continue
        seen.add(id(op))
        todo.extend(t.op for t in op.inputs)
        todo.extend(op.control_inputs)
    return False
