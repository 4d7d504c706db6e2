"""Writes baselines from reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graphdoctor.suppression.apply import counted
from graphdoctor.suppression.baseline import Baseline, key_of, read_baseline, write_baseline
from graphdoctor.suppression.marks import Json


def record(file: Path, reports: Iterable[Json]) -> Baseline:
    """Writes what counts in the reports as a baseline, and returns it.

    In a file that is there already, the entries of the reports' targets are replaced. Those of other targets stay, and
    so do those of a target that could not be analysed. Raises UserError (``bad-baseline``, ``cannot-write``).
    """
    baseline = read_baseline(file) if file.exists() else {}
    for report in reports:
        if not report["error"]:
            baseline[key_of(report["target"], file)] = list(counted(report))
    write_baseline(file, baseline)
    return baseline
