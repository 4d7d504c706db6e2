"""From the settings to the report with its accepted findings marked."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from graphdoctor.report.files import check_writable
from graphdoctor.report.renderer import Report
from graphdoctor.settings import Settings
from graphdoctor.suppression import Wishes, suppress
from graphdoctor.suppression.baseline import Baseline, read_baseline
from graphdoctor.suppression.recording import record


class Acceptance:
    """What one command accepts, for all of its targets. Everything that can be wrong is found out by `prepare`."""

    def __init__(self, known: Collection[str], write_to: Path | None) -> None:
        """known: the names of all causes. write_to: the baseline to write; then none is read."""
        self._known = known
        self._write_to = write_to
        self._read: dict[Path, Baseline] = {}

    def prepare(self, settings: Settings) -> None:
        """Reads the baseline. Raises UserError (``no-such-file``, ``bad-baseline``, ``bad-output``)."""
        if self._write_to is not None:
            check_writable(self._write_to)
            if self._write_to.exists():
                read_baseline(self._write_to)
        elif settings.baseline is not None and settings.baseline not in self._read:
            self._read[settings.baseline] = read_baseline(settings.baseline)

    def apply(self, reports: list[tuple[Report, Settings]], *, comments: bool = True) -> list[dict[str, Any]]:
        """The reports with their accepted findings marked; writes the baseline where one is wanted."""
        if self._write_to is None:
            return [self._suppress(report, settings, comments) for report, settings in reports]
        # What is accepted otherwise does not go into the baseline.
        marked = [(self._suppress(report, settings, comments), settings) for report, settings in reports]
        self._read[self._write_to] = record(self._write_to, (report for report, _ in marked))
        return [self._suppress(report, settings, comments) for report, settings in marked]

    def _suppress(self, report: Report, settings: Settings, comments: bool) -> dict[str, Any]:
        file = self._write_to or settings.baseline
        baseline = self._read.get(file) if file is not None else None
        wishes = Wishes(
            self._known, settings.select, settings.ignore, settings.ignore_variables, baseline, file
        )
        return suppress(report, wishes, comments=comments)
