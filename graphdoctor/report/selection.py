"""Which findings count: those that nobody has accepted, by severity; and how the accepted ones are told of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphdoctor.report.renderer import Report
from graphdoctor.report.words import Json, clean, plural

SEVERITIES = ("info", "warning", "error")
"""From the mildest to the worst."""
_BY = {
    "comment": "by a comment",
    "pattern": "by the variable's name",
    "baseline": "by the baseline",
    "ignore": "by --ignore",
    "select": "by --select",
}


def active(report: Report) -> list[Any]:
    """The findings that are not suppressed."""
    return [finding for finding in report["findings"] if not finding.get("suppressed")]


def suppressed(report: Report) -> list[Any]:
    """The findings that somebody has accepted."""
    return [finding for finding in report["findings"] if finding.get("suppressed")]


def counts(report: Report, fail_on: str) -> bool:
    """Whether a finding of the report that is not suppressed is at least as severe as `fail_on`."""
    least = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding["severity"]) >= least for finding in active(report))


def unused_suppressions(report: Report) -> list[Any]:
    """The notes on suppressions that match nothing."""
    return [
        note
        for note in report["notes"]
        if isinstance(note, dict) and note.get("kind") == "unused-suppression"
    ]


def suppressed_by(finding: Json) -> str:
    """``by a comment: the teacher stays as it is``."""
    mark = finding["suppressed"]
    words = _BY.get(mark["by"], clean(mark["by"], 40))
    return words + (f": {clean(mark['reason'], 200)}" if mark.get("reason") else "")


def suppressed_sentence(findings: Iterable[Json]) -> str:
    """``3 findings suppressed (2 by a comment: why; 1 by the baseline: b.json)``; empty where none is."""
    ways: dict[str, int] = {}
    for finding in findings:
        words = suppressed_by(finding)
        ways[words] = ways.get(words, 0) + 1
    told = "; ".join(f"{count:,} {words}" for words, count in list(ways.items())[:6])
    more = "; …" if len(ways) > 6 else ""
    return f"{plural(sum(ways.values()), 'finding')} suppressed ({told}{more})" if ways else ""
