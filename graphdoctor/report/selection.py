"""Which findings count: by cause and by severity."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graphdoctor.report.renderer import Report
from graphdoctor.report.words import plural

SEVERITIES = ("info", "warning", "error")
"""From the mildest to the worst."""


def select(report: Report, selected: Collection[str], ignored: Collection[str]) -> dict[str, Any]:
    """The report with the findings of the selected causes only (all, where none is named) less the ignored
    ones; a note says how many were left out. Variables, verdicts and summary stay: they are facts."""
    kept = [
        finding
        for finding in report["findings"]
        if (not selected or finding["cause"] in selected) and finding["cause"] not in ignored
    ]
    left = len(report["findings"]) - len(kept)
    notes = list(report["notes"])
    if left:
        notes.append(f"{plural(left, 'finding')} left out by --select or --ignore")
    return {**report, "findings": kept, "notes": notes}


def counts(report: Report, fail_on: str) -> bool:
    """Whether a finding of the report is at least as severe as `fail_on`."""
    least = SEVERITIES.index(fail_on)
    return any(SEVERITIES.index(finding["severity"]) >= least for finding in report["findings"])
