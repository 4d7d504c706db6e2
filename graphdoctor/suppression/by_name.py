"""Findings accepted by what they are about: the variable's name, or the cause."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from graphdoctor.suppression.marks import Json, Mark, unused_note


class Patterns:
    """Variables that nobody expects to train: ``*/pooler/*``. ``*`` also matches ``/``; case matters."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(dict.fromkeys(patterns))
        self._used: set[str] = set()

    def mark(self, finding: Json, variable: Json | None) -> Mark | None:  # noqa: ARG002
        if variable is None:
            return None
        matching = [pattern for pattern in self._patterns if fnmatchcase(variable["name"], pattern)]
        self._used.update(matching)
        return Mark("pattern", matching[0]) if matching else None

    def unused(self, report: Json) -> Iterator[dict[str, Any]]:
        names = [variable["name"] for variable in report["variables"]]
        for pattern in self._patterns:
            if pattern in self._used:
                continue
            meant = sum(fnmatchcase(name, pattern) for name in names)
            why = "no variable has such a name" if not meant else "nothing is wrong with what it matches"
            yield unused_note("pattern", pattern, f"unused suppression: {pattern!r}: {why}")


class Causes:
    """``--select`` and ``--ignore``. That a cause they name does not occur is no news."""

    def __init__(self, selected: Collection[str], ignored: Collection[str]) -> None:
        self._selected, self._ignored = selected, ignored

    def mark(self, finding: Json, variable: Json | None) -> Mark | None:  # noqa: ARG002
        if finding["cause"] in self._ignored:
            return Mark("ignore")
        return Mark("select") if self._selected and finding["cause"] not in self._selected else None

    def unused(self, report: Json) -> Iterator[dict[str, Any]]:  # noqa: ARG002
        return iter(())
