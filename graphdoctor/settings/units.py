"""Values that the command line and the configuration spell alike."""

from __future__ import annotations

import re
from typing import Any


def steps(value: Any) -> int | str:
    """A number from 1 on, or ``all``. Raises ValueError."""
    if value == "all":
        return "all"
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch("[0-9]+", text) or int(text) < 1:
        raise ValueError(f"must be a number from 1 on or 'all', not {value!r}")
    return int(text)
