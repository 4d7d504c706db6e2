"""The keys of [tool.graphdoctor], and what each may hold."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any

from graphdoctor.errors import UserError
from graphdoctor.report.selection import SEVERITIES
from graphdoctor.settings.units import memory, steps


def checked(key: str, value: Any, known: Collection[str]) -> tuple[str, Any]:
    """The name in `Settings` and the value of a key. known: the names of all causes. Raises KeyError for an unknown
    key, and ValueError (``must be …``) for a value that it cannot hold."""
    if key in ("select", "ignore"):
        return key, _causes(value, known)
    return key.replace("-", "_"), KEYS[key](value)


def unknown_key(file: str, title: str, key: str) -> UserError:
    """For a key that nobody knows."""
    names = ["select", "ignore", *KEYS]
    near = difflib.get_close_matches(key.replace("_", "-"), names, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(names))}"
    return config_error(file, f"{title} has no key {key!r}; {hint}")


def config_error(file: str, what: str) -> UserError:
    """One line on what is wrong with the file."""
    return UserError("bad-config", f"{file}: {' '.join(what.split())}")


def _texts(value: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ValueError(f"must be a list of {what}, not {value!r}")
    return tuple(value)


def _causes(value: Any, known: Collection[str]) -> tuple[str, ...]:
    names = _texts(value, "causes")
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1)
            hint = f"did you mean {near[0]!r}?" if near else "graphdoctor rules lists them"
            raise ValueError(f"names {name!r}, which is no cause; {hint}")
    return names


def _one_of(words: Collection[str], value: Any) -> str:
    if value not in words:
        raise ValueError(f"must be one of {', '.join(words)}, not {value!r}")
    return str(value)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise ValueError(f"must be a number of seconds above 0, not {value!r}")
    return float(value)


def _path(value: Any) -> Path:
    if not isinstance(value, str) or not value:
        raise ValueError(f"must be the path of a file, not {value!r}")
    return Path(value)


KEYS: dict[str, Callable[[Any], Any]] = {
    "ignore-variables": lambda value: _texts(value, "patterns"),
    "fail-on": partial(_one_of, SEVERITIES[::-1]),
    "baseline": _path,
    "strict-suppressions": _switch,
    "timeout": _seconds,
    "memory-limit": memory,
    "steps": steps,
    "verify": _switch,
}
