"""A finding's source lines with their underlines, as values that the text, the page and others only spell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphdoctor.report.words import cells, clean, place

Json = Mapping[str, Any]
CODE_LIMIT = 160  # columns of a source line; generated code can have thousands


@dataclass(frozen=True, slots=True)
class Mark:
    """An underline: its start and length in terminal columns of the shown code, and what it says."""

    start: int
    length: int
    message: str
    primary: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A source line with its underlines, from left to right."""

    number: int
    code: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of one file, in order; `place` is what stands behind the arrow."""

    place: str
    file: str
    lines: tuple[Line, ...]


def excerpts(finding: Json) -> tuple[Excerpt, ...]:
    """The finding's places by file (and notebook cell): the primary one's first, then in order of mention."""
    spots = [(finding["location"], finding.get("label") or "", True)]
    spots += [
        (entry["location"], entry.get("message") or "", False) for entry in finding.get("related") or ()
    ]
    by_file: dict[tuple[str, int | None], list[tuple[Json, str, bool]]] = {}
    for spot in [spot for spot in spots if spot[0] is not None]:
        by_file.setdefault((spot[0]["file"], spot[0].get("cell")), []).append(spot)
    return tuple(_excerpt(group) for group in by_file.values())


def _excerpt(spots: list[tuple[Json, str, bool]]) -> Excerpt:
    base = min((location.get("indent") or 0 for location, _, _ in spots if location.get("code")), default=0)
    by_line: dict[int, list[tuple[Json, str, bool]]] = {}
    for spot in spots:
        by_line.setdefault(spot[0]["line"], []).append(spot)
    lines = tuple(_line(number, by_line[number], base) for number in sorted(by_line))
    return Excerpt(place(spots[0][0], column=True), spots[0][0]["file"], lines)


def _line(number: int, spots: list[tuple[Json, str, bool]], base: int) -> Line:
    location = spots[0][0]
    lead = " " * max((location.get("indent") or 0) - base, 0)
    marks = sorted(
        (_mark(*spot, len(lead)) for spot in spots), key=lambda mark: (mark.start, not mark.primary)
    )
    return Line(number, clean(lead + (location.get("code") or ""), CODE_LIMIT), tuple(marks))


def _mark(location: Json, message: str, primary: bool, lead: int) -> Mark:
    code = location.get("code") or ""
    column, end = location.get("column"), location.get("end_column")
    indent = location.get("indent") or 0
    start = min(max((column or 0) - 1 - indent, 0), len(code))
    stop = len(code) if end is None or column is None else min(max(end - 1 - indent, start), len(code))
    # A call over several lines ends on another one: what is left of this line is underlined.
    if stop <= start:
        stop = len(code)
    before = min(cells(clean(code[:start])), CODE_LIMIT - lead - 1)
    length = min(cells(clean(code[start:stop])), CODE_LIMIT - lead - before)
    return Mark(lead + before, max(length, 1), clean(message, 200), primary)
