"""What can go wrong for a user, each with what to do next, and the exit statuses by name."""

from __future__ import annotations

import enum
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Exit(enum.IntEnum):
    """The exit statuses of the command."""

    CLEAN = 0
    """Analysed; no finding at or above ``--fail-on``."""
    FINDINGS = 1
    """Analysed; at least one finding counts."""
    FAILED = 2
    """Could not be analysed, or the command itself was wrong."""


class GraphDoctorError(Exception):
    """The base of everything graphdoctor raises on purpose.

    kind: a short stable word for scripts (``no-such-file``, ``timeout``, …).
    message: one line: what happened, then what to do.
    location: the user's line as a ``Location.to_json()`` dict, where there is one.
    """

    def __init__(self, kind: str, message: str, location: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.location: dict[str, Any] | None = dict(location) if location is not None else None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.kind, self.message, self.location)

    def to_json(self) -> dict[str, Any]:
        """The report's ``error`` entry."""
        return {"kind": self.kind, "message": self.message, "location": self.location}


class UserError(GraphDoctorError):
    """Something the user can mend: a missing file, a script that fails by itself, a wrong option."""


class CrashError(GraphDoctorError):
    """A bug of graphdoctor's own: the message says `what` happened, that it is a bug, how to report it."""

    def __init__(self, what: str, location: Mapping[str, Any] | None = None) -> None:
        super().__init__("crash", _bug_line(what), location)
        self.what = what

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.location)

    @classmethod
    def because(cls, cause: BaseException) -> CrashError:
        """Wraps an exception that nobody foresaw; the innermost frame is named, for the bug report."""
        crash = cls(_where_and_what(cause))
        crash.__cause__ = cause
        return crash


def _bug_line(what: str) -> str:
    return (
        f"this is a bug in graphdoctor, not in your script: {what}; "
        "please report it with the script and what GRAPHDOCTOR_DEBUG=1 shows"
    )


def _where_and_what(cause: BaseException) -> str:
    text = " ".join(str(cause).split())
    if len(text) > 200:
        text = text[:199] + "…"
    what = type(cause).__name__ + (f": {text}" if text else "")
    frames = traceback.extract_tb(cause.__traceback__)
    if not frames:
        return what
    last = frames[-1]
    return f"{what} (at {Path(last.filename).name}:{last.lineno})"
