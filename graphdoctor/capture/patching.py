"""Replacing attributes of TensorFlow and Keras, and undoing it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import suppress
from types import FunctionType
from typing import Any

from graphdoctor.capture.recorder import active

_undo: list[Callable[[], None]] = []
_MISSING = object()


def replace(owner: Any, name: str, value: Any) -> Any:
    """Set `owner.name`, remember how to undo it, and return what was there (None where nothing was).

    A function shows the signature of the one in whose place it stands: libraries pass on what `fit` takes.
    """
    own = vars(owner).get(name, _MISSING) if hasattr(owner, "__dict__") else _MISSING
    before = getattr(owner, name, None)
    if isinstance(value, FunctionType) and callable(before) and not hasattr(value, "__wrapped__"):
        with suppress(ValueError, TypeError):  # what is written in C may have none
            value.__signature__ = inspect.signature(before)  # type: ignore[attr-defined]
    setattr(owner, name, value)

    def undo() -> None:
        if own is _MISSING:
            delattr(owner, name)
        else:
            setattr(owner, name, own)

    _undo.append(undo)
    return before


def wrap(owner: Any, name: str, wrapper: Callable[..., Any]) -> Any:
    """Replace `owner.name` by a function that calls `wrapper(original, *args, **kwargs)` while the hooks are active."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def replacement(*args: Any, **kwargs: Any) -> Any:
        if not active():
            return original(*args, **kwargs)
        return wrapper(original, *args, **kwargs)

    replace(owner, name, replacement)
    return original


def restore_all() -> None:
    """Undo every replacement, last first."""
    while _undo:
        _undo.pop()()
