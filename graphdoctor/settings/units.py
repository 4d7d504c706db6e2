"""Values that the command line and the configuration spell alike."""

from __future__ import annotations

import re
from typing import Any

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
LEAST = 64 * 1024**2
"""Bytes: no Python with TensorFlow starts in less, so less is a slip of the unit."""


def steps(value: Any) -> int | str:
    """A number from 1 on, or ``all``. Raises ValueError."""
    if value == "all":
        return "all"
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch("[0-9]+", text) or int(text) < 1:
        raise ValueError(f"must be a number from 1 on or 'all', not {value!r}")
    return int(text)


def memory(value: Any) -> int:
    """Bytes, from ``4G``, ``512M`` or a number of them; K, M, G and T count in 1024s. Raises ValueError."""
    found = _SIZE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    size = int(float(found[1]) * 1024 ** _POWERS[found[2].upper()]) if found else 0
    if size < LEAST:
        raise ValueError(f"must be a size like 4G or 512M, at least 64M, not {value!r}")
    return size
