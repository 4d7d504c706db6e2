"""A Keras callback that looks at the training step before `fit` takes it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import keras

from graphdoctor.api import analyze_model


class GradientCheck(keras.callbacks.Callback):  # type: ignore[misc]
    """Analyses the model when `fit` begins, and raises `AssertionError` where a variable will not train.

    x, y: a batch; a functional model needs none. warn: warn instead of raising. ignore: causes that do not count.
    """

    def __init__(
        self, x: Any = None, y: Any = None, *, warn: bool = False, ignore: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self._batch = x, y
        self._warn = warn
        self._ignore = tuple(ignore)

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002
        """Called by Keras."""
        report = analyze_model(self.model, *self._batch).without(self._ignore)
        if report.ok:
            return
        if not self._warn:
            raise AssertionError(f"some variables will not train\n\n{report}")
        warnings.warn(str(report), stacklevel=2)
