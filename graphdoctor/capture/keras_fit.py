"""Keras' own training loop: which model is trained, and leaving `fit` without training."""

from __future__ import annotations

import inspect
from collections import defaultdict
from typing import Any

from graphdoctor.capture import stop
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active, log


def install_trainer(module: Any) -> None:
    """Hook for the modules that define `fit` (Keras 3: the TensorFlow trainer; tf_keras: `engine.training`)."""
    for name in ("TensorFlowTrainer", "Model"):
        cls = getattr(module, name, None)
        if cls is not None and "fit" in vars(cls):
            _watch_fit(cls)
            for method in ("train_on_batch", "make_train_function"):
                if method in vars(cls):
                    _watch_training(cls, method)


def _watch_training(cls: Any, method: str) -> None:
    original = getattr(cls, method)

    def replacement(self: Any, *args: Any, **kwargs: Any) -> Any:
        if active():
            _trains(self)
        return original(self, *args, **kwargs)

    replacement.__doc__ = original.__doc__
    replace(cls, method, replacement)


def _trains(model: Any) -> None:
    if not any(model is known for known in log.trained_models):
        log.trained_models.append(model)
    if log.mode == "function":
        log.mode = "keras-fit"


def _watch_fit(cls: Any) -> None:
    original = cls.fit
    signature = inspect.signature(original)

    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not active():
            return original(self, *args, **kwargs)
        _trains(self)
        bound = signature.bind(self, *args, **kwargs)
        bound.arguments["callbacks"] = _own_callbacks(bound.arguments.get("callbacks"))
        bound.arguments["verbose"] = 0
        stop.fits.append(self)
        try:
            return original(*bound.args, **bound.kwargs)
        except stop.FitDone:
            return _history(self, bound.arguments)
        finally:
            stop.fits.pop()

    fit.__doc__ = original.__doc__
    replace(cls, "fit", fit)


def _own_callbacks(callbacks: Any) -> Any:
    """The user's own callbacks may shape the step; Keras' write files, restore checkpoints and draw bars."""
    if callbacks is None:
        return None
    given = callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
    return [
        c for c in given if type(c).__module__.split(".")[0] not in ("keras", "tf_keras") or _is_lambda(c)
    ]


def _is_lambda(callback: Any) -> bool:
    return type(callback).__name__ == "LambdaCallback"


def _history(model: Any, arguments: dict[str, Any]) -> Any:
    """As long as a real one, so that what a script plots or picks after `fit` is there, and zero."""
    history = getattr(model, "history", None)
    if history is None:
        import types

        history = types.SimpleNamespace(history={}, epoch=[], params={}, model=model)
    first, last = arguments.get("initial_epoch", 0), arguments.get("epochs", 1)
    history.epoch = list(range(first, last))
    history.history = defaultdict(lambda: [0.0] * len(history.epoch))
    return history
