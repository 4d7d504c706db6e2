"""Who holds a variable: one that nobody but us holds any more would be gone without us."""

from __future__ import annotations

import gc
import time
from types import FrameType, ModuleType
from typing import Any

from graphdoctor.capture.frames import python_frames
from graphdoctor.capture.recorder import SeenVariable, log

_HOLDERS = 500
"""So many things that hold each other are taken to be in use."""
_SECONDS = 3.0
"""After so long all others are taken to be in use as well."""
_spent = [0.0]


def is_dropped(seen: SeenVariable) -> bool:
    """Whether nobody but us holds a variable any more, but for things that nobody holds. Looked up once: it is dear."""
    if seen.dropped is None:
        begun = time.monotonic()
        seen.dropped = _spent[0] < _SECONDS and _has_no_holder(seen)
        _spent[0] += time.monotonic() - begun
    return seen.dropped


def _has_no_holder(seen: SeenVariable) -> bool:
    # only a frame that somebody has looked at is among the holders of its locals
    running = list(python_frames())
    near: list[Any] = [seen.variable]
    holders: list[Any] = []
    found = list(near)
    ours = map(id, (running, near, holders, found, *log.layer_sites.values()))
    known = {id(seen.variable), *ours}
    while near and len(found) < _HOLDERS:
        holders[:] = gc.get_referrers(*near)
        if any(map(_is_lasting, holders)):
            return False
        near[:] = (h for h in holders if id(h) not in known and not isinstance(h, SeenVariable))
        known.update(map(id, near))
        found += near
    return not near


def _is_lasting(holder: Any) -> bool:
    """Whether something is there by itself: a module, its names, a class, a function that runs."""
    if isinstance(holder, dict):
        return "__builtins__" in holder
    return (
        isinstance(holder, (ModuleType, FrameType, type))
        and getattr(holder, "f_globals", None) is not globals()
    )
