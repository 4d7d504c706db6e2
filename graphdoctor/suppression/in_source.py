"""Findings accepted by a comment beside the line."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from graphdoctor.suppression.comments import Comment, comments_in
from graphdoctor.suppression.marks import Json, Mark, did_you_mean, unused_note
from graphdoctor.suppression.sources import files_of, parts_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment, and the file (and notebook cell) it stands in, as locations name them."""

    file: str
    cell: int | None
    comment: Comment
    code: str

    def covers(self, place: Json | None) -> bool:
        """Whether the place is on a line of the comment's statement."""
        return (
            place is not None
            and (place["file"], place.get("cell")) == (self.file, self.cell)
            and self.comment.first <= place["line"] <= self.comment.last
        )

    @property
    def location(self) -> dict[str, Any]:
        """Where the comment is."""
        found: dict[str, Any] = {"file": self.file, "line": self.comment.line, "code": self.code}
        return found | ({"cell": self.cell} if self.cell is not None else {})


class InSource:
    """The comments of all files that a report speaks of.

    A comment accepts the findings at its statement, and those about the variables that its statement creates.
    """

    def __init__(self, placed: list[Placed], known: Collection[str]) -> None:
        """known: the names of all causes."""
        self._placed = placed
        self._known = known
        self._used: set[tuple[int, str]] = set()

    @classmethod
    def read(cls, report: Json, known: Collection[str]) -> InSource:
        """The comments in the sources as they are now."""
        return cls([entry for file in files_of(report) for entry in _placed(file)], known)

    def mark(self, finding: Json, variable: Json | None) -> Mark | None:
        found = None
        for number, entry in enumerate(self._placed):
            causes = entry.comment.causes
            if causes is not None and finding["cause"] not in causes:
                continue
            created = variable["created_at"] if variable is not None else None
            if entry.covers(finding["location"]) or entry.covers(created):
                # Each one that matches is used, also where another would do.
                self._used.add((number, finding["cause"] if causes is not None else ""))
                found = found or Mark("comment", entry.comment.reason)
        return found

    def unused(self, report: Json) -> Iterator[dict[str, Any]]:  # noqa: ARG002
        for number, entry in enumerate(self._placed):
            for message in self._complaints(number, entry.comment):
                yield unused_note("comment", entry.comment.text, message, entry.location)

    def _complaints(self, number: int, comment: Comment) -> Iterator[str]:
        if comment.wrong:
            yield f"this comment suppresses nothing: {comment.wrong}"
        elif comment.causes is None:
            if (number, "") not in self._used:
                yield "unused suppression: nothing was found at this statement"
        else:
            for cause in comment.causes:
                if cause not in self._known:
                    hint = did_you_mean(cause, self._known)
                    yield f"unused suppression: no cause is called {cause!r}{hint}"
                elif (number, cause) not in self._used:
                    yield f"unused suppression: no {cause} was found at this statement"


def _placed(file: str) -> Iterator[Placed]:
    for cell, text in parts_of(file):
        lines = text.splitlines()
        for comment in comments_in(text):
            yield Placed(file, cell, comment, lines[comment.line - 1].strip())
