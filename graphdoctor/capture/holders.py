"""Who holds a variable: one that nobody but us holds any more would be gone without us."""

from __future__ import annotations

import gc
from types import FrameType, ModuleType
from typing import Any

from graphdoctor.capture.frames import python_frames
from graphdoctor.capture.recorder import SeenVariable

_HOLDERS = 24
"""So many things that hold each other are taken to be in use."""


def is_dropped(seen: SeenVariable) -> bool:
    """Whether nobody but us holds a variable any more, but for things that nobody holds. Looked up once: it is dear."""
    if seen.dropped is None:
        seen.dropped = _has_no_holder(seen)
    return seen.dropped


def _has_no_holder(seen: SeenVariable) -> bool:
    # only a frame that somebody has looked at is among the holders of its locals
    running = list(python_frames())
    found: list[Any] = [seen.variable]
    known = {id(running), id(found), id(seen.variable)}
    for number in range(_HOLDERS):
        if number == len(found):
            return True
        for holder in gc.get_referrers(found[number]):
            if _is_lasting(holder):
                return False
            if id(holder) not in known and not isinstance(holder, SeenVariable):
                known.add(id(holder))
                found.append(holder)
    return False


def _is_lasting(holder: Any) -> bool:
    """Whether something is there by itself: a module, its names, a class, a function that runs."""
    if isinstance(holder, dict):
        return "__builtins__" in holder
    return (
        isinstance(holder, (ModuleType, FrameType, type))
        and getattr(holder, "f_globals", None) is not globals()
    )
