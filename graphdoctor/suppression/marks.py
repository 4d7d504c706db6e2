"""What a suppression is: who says that a finding does not count, and for which of its variables."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding's ``suppressed`` entry. by: ``comment``, ``pattern``, ``baseline``, ``ignore`` or ``select``;
    reason: what the user wrote, the pattern, or the baseline's file."""

    by: str
    reason: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """The entry as the report has it."""
        return {"by": self.by, "reason": self.reason}


class Suppressor(Protocol):
    """One way to accept findings. It remembers what it matched, and so can say what it never did."""

    def mark(self, finding: Json, variable: Json | None) -> Mark | None:
        """Whether the finding is accepted for this variable (None: a finding without variables)."""

    def unused(self, report: Json) -> Iterator[dict[str, Any]]:
        """A note for each part that matched nothing in the report."""


def unused_note(by: str, what: str, message: str, location: Json | None = None) -> dict[str, Any]:
    """The note on a suppression that matches nothing. what: the suppression as the user wrote it."""
    return {
        "kind": "unused-suppression",
        "by": by,
        "what": what,
        "message": message,
        "location": dict(location) if location is not None else None,
    }


def did_you_mean(word: str, known: Collection[str]) -> str:
    """``; did you mean …?``, or nothing where nothing known is near."""
    near = difflib.get_close_matches(word, sorted(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""
