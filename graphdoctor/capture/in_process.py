"""Hooks for the time of one call, in a process that goes on afterwards: everything is put back.

What a trace under the hooks leaves behind is no trace to train with (its gradients are stand-ins), so every
`tf.function` that is called meanwhile starts without traces, and gets its own ones back in the end.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from graphdoctor.capture import aside, eager, guard, hooks, stop, values
from graphdoctor.capture.existing import adopt
from graphdoctor.capture.patching import restore_all, wrap
from graphdoctor.capture.recorder import log, state
from graphdoctor.errors import UserError

_lock = threading.Lock()
_KEPT = ("_lock", "_descriptor_cache", "_key_for_call_stats")
"""What a tf.function keeps of itself while its traces are put aside."""
_MODEL_STATE = ("train_function", "train_tf_function")
_functions: dict[int, tuple[Any, dict[str, Any]]] = {}


@contextmanager
def session(judge: stop.Judge) -> Iterator[None]:
    """All hooks, on this thread and those it starts. Raises `UserError` within another session, or in a graph."""
    import tensorflow as tf

    if not tf.executing_eagerly():
        raise UserError(
            "usage", "graphdoctor was called while a graph was being built: call it from eager code"
        )
    if not _lock.acquire(blocking=False):
        raise UserError("usage", "graphdoctor was called within its own analysis: one at a time")
    with ExitStack() as undo:
        undo.callback(_lock.release)
        undo.callback(_end)
        undo.enter_context(_same_random_numbers())
        undo.enter_context(_same_replica())
        log.__init__()  # type: ignore[misc]
        log.bystanders = frozenset(t.ident for t in threading.enumerate()) - {threading.get_ident()}
        state.paused = 0
        stop.judge, stop.steps, stop.in_process, guard.in_process = judge, 1, True, True
        adopt()
        hooks.install(for_good=False)
        _watch_functions()
        yield


def _end() -> None:
    for tape in log.tapes:
        if tape.watcher is not None:
            tape.watcher.__exit__(None, None, None)
    while eager._managers:
        eager._managers.pop().__exit__(None, None, None)
    restore_all()
    for function, before in _functions.values():
        vars(function).clear()
        vars(function).update(before)
    _functions.clear()
    aside.close_folder()
    values._cache.clear()
    stop.fits.clear()
    stop.judge, stop.in_process, guard.in_process = None, False, False
    log.__init__()  # type: ignore[misc]


@contextmanager
def _same_random_numbers() -> Iterator[None]:
    """Building and tracing draw seeds; what comes after must draw the same ones as without us."""
    import numpy as np
    from tensorflow.python.eager import context

    ours = context.context()
    python, numpy, tensorflow = random.getstate(), np.random.get_state(), getattr(ours, "_rng", None)
    drawn = tensorflow.getstate() if tensorflow is not None else None
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        if tensorflow is not None:
            tensorflow.setstate(drawn)


@contextmanager
def _same_replica() -> Iterator[None]:
    """An eager Keras step enters its replica in the eager world, and leaves it within the step's graph."""
    from tensorflow.python.framework import ops

    stack = ops.get_default_graph()._distribution_strategy_stack
    before = list(stack)
    try:
        yield
    finally:
        stack[:] = before


def _watch_functions() -> None:
    from tensorflow.python.eager.polymorphic_function import polymorphic_function

    def fresh(original: Any, function: Any, *args: Any, **kwargs: Any) -> Any:
        if id(function) not in _functions:
            _functions[id(function)] = (function, dict(vars(function)))
            clean = vars(function._clone(None))
            vars(function).update({name: value for name, value in clean.items() if name not in _KEPT})
            vars(function).pop("_concrete_variable_creation_fn", None)
        return original(function, *args, **kwargs)

    for name in ("__call__", "get_concrete_function", "_get_concrete_function_garbage_collected"):
        wrap(polymorphic_function.Function, name, fresh)


@contextmanager
def untouched(model: Any) -> Iterator[None]:
    """A model without the train function that it has, which it gets back, and whose metrics are not reset."""
    mine = vars(model)
    before = {name: mine[name] for name in _MODEL_STATE if name in mine}
    mine.update(dict.fromkeys(before))
    mine["reset_metrics"] = lambda: None
    try:
        yield
    finally:
        del mine["reset_metrics"]
        mine.update(before)
        for name in _MODEL_STATE:
            if name not in before:
                mine.pop(name, None)
