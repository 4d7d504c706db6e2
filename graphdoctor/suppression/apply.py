"""Marks a report's findings, splits those that are accepted in part, and tells what accepts nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphdoctor.source import shown_path
from graphdoctor.suppression.baseline import Baseline, Entry, Known, entry_of, key_of
from graphdoctor.suppression.by_name import Causes, Patterns
from graphdoctor.suppression.in_source import InSource
from graphdoctor.suppression.marks import Json, Mark, Suppressor


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user accepts, apart from the comments in the sources.

    known: the names of all causes. baseline_file: what `baseline` was read from; None: there is none.
    """

    known: Collection[str]
    selected: Collection[str] = ()
    ignored: Collection[str] = ()
    patterns: Sequence[str] = ()
    baseline: Baseline | None = None
    baseline_file: Path | None = None


def suppress(report: Json, wishes: Wishes, *, comments: bool = True) -> dict[str, Any]:
    """The report with its accepted findings marked, and a note for each suppression that accepts nothing.

    A finding accepted for some of its variables only becomes two. What is marked already stays marked. comments:
    read those in the sources (a report from elsewhere has none).
    """
    ways: list[Suppressor] = [InSource.read(report, wishes.known)] if comments else []
    ways += [Patterns(wishes.patterns), Causes(wishes.selected, wishes.ignored)]
    if wishes.baseline is not None and wishes.baseline_file is not None:
        entries = wishes.baseline.get(key_of(report["target"], wishes.baseline_file), [])
        ways.append(Known(entries, shown_path(str(wishes.baseline_file))))
    marked = _marked(report, ways)
    if report["error"]:
        return marked  # of what was not analysed, nothing can be said to be unused
    told = [note for way in ways for note in way.unused(report)]
    return {**marked, "notes": [*report["notes"], *(note for note in told if note not in report["notes"])]}


def counted(report: Json) -> Iterator[Entry]:
    """The findings that count, as entries of a baseline."""
    variables = {entry["name"]: entry for entry in report["variables"]}
    for finding in report["findings"]:
        if not finding.get("suppressed"):
            for name in finding["variables"] or [None]:
                yield entry_of(finding, variables.get(name))


def told_once(reports: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reports on many scripts, without the notes on patterns that another script needs, and with those on patterns
    that none needs in the first report only: the scripts of a project share their patterns."""
    marks = [
        finding["suppressed"]
        for report in reports
        for finding in report["findings"]
        if finding.get("suppressed")
    ]
    known = {mark["reason"] for mark in marks if mark["by"] == "pattern"}
    found = []
    for report in reports:
        notes = []
        for note in report["notes"]:
            if isinstance(note, dict) and note.get("by") == "pattern":
                if note["what"] in known:
                    continue
                known.add(note["what"])
            notes.append(note)
        found.append({**report, "notes": notes})
    return found


def _marked(report: Json, ways: Sequence[Suppressor]) -> dict[str, Any]:
    variables = {entry["name"]: entry for entry in report["variables"]}
    taken = {finding["id"] for finding in report["findings"]}
    findings: list[dict[str, Any]] = []
    moved: dict[str, str] = {}
    for finding in report["findings"]:
        groups: dict[Mark | None, list[str]] = {}
        for name in finding["variables"] or [""]:
            groups.setdefault(_first(finding, variables.get(name), ways), []).append(name)
        if finding.get("suppressed"):
            findings.append(finding)  # asked all the same: what matches it is in use
            continue
        for part in _parts(finding, groups, taken):
            findings.append(part)
            if part["id"] != finding["id"]:
                moved |= dict.fromkeys(part["variables"], part["id"])
    return _renumbered({**report, "findings": findings}, moved) if moved else {**report, "findings": findings}


def _first(finding: Json, variable: Json | None, ways: Sequence[Suppressor]) -> Mark | None:
    marks = [way.mark(finding, variable) for way in ways]
    return next((mark for mark in marks if mark is not None), None)


def _parts(finding: Json, groups: dict[Mark | None, list[str]], taken: set[str]) -> Iterator[dict[str, Any]]:
    """The finding by mark: what counts comes first, and the first part keeps the id."""
    for number, mark in enumerate(sorted(groups, key=lambda mark: mark is not None)):
        names = [name for name in groups[mark] if name]
        part = {**finding, "variables": names}
        if number:
            part["id"] = _free(taken)
        if len(groups) > 1:
            part["restores"] = [name for name in finding["restores"] or () if name in names]
        if mark is not None:
            part["suppressed"] = mark.to_json()
        yield part


def _free(taken: set[str]) -> str:
    name = next(name for number in range(1, len(taken) + 2) if (name := f"F{number}") not in taken)
    taken.add(name)
    return name


def _renumbered(report: dict[str, Any], moved: dict[str, str]) -> dict[str, Any]:
    """With each variable, and each box of the drawing that holds only such, pointing to its own part."""
    before = {entry["name"]: entry["finding"] for entry in report["variables"]}
    report["variables"] = [
        {**entry, "finding": moved.get(entry["name"], entry["finding"])} for entry in report["variables"]
    ]
    drawing = report.get("drawing")
    if drawing:
        boxes = [{**box, "finding": _of_box(box, before, moved)} for box in drawing["boxes"]]
        report["drawing"] = {**drawing, "boxes": boxes}
    return report


def _of_box(box: Json, before: dict[str, str | None], moved: dict[str, str]) -> str | None:
    found: str | None = box.get("finding")
    own = [name for name in box.get("variables") or () if found is not None and before.get(name) == found]
    parts = {moved.get(name, found) for name in own}
    return parts.pop() if len(parts) == 1 else found
