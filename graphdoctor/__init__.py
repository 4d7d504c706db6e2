"""Finds the variables that a loss's gradient does not reach, why, and which line to change."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphdoctor.api import analyze, analyze_model, analyze_script, assert_trainable
    from graphdoctor.errors import GraphDoctorError
    from graphdoctor.outcome import Report

__version__ = "0.1.0"
__all__ = ["GraphDoctorError", "Report", "analyze", "analyze_model", "analyze_script", "assert_trainable"]

_HOMES = {"GraphDoctorError": "errors", "Report": "outcome"}


def __getattr__(name: str) -> Any:
    # Only when asked for: the command, which begins by importing this package, wants to be quick.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"graphdoctor.{_HOMES.get(name, 'api')}"), name)
