"""One script of many: what is to be done, small enough to send to another machine."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graphdoctor.errors import CrashError, UserError
from graphdoctor.report.failure import empty_report
from graphdoctor.report.renderer import Report


@dataclass(frozen=True, slots=True)
class Task:
    """A script and how to run it. `folder` is the working directory, which paths in the report are relative to."""

    target: str
    folder: str
    steps: int | None = 1
    verify: bool = False
    timeout: float = 600.0
    memory_limit: int | None = None

    def run(self, cancelled: threading.Event | None = None) -> Report:
        """The report; what goes wrong is in its `error`. Nothing that the script prints is shown."""
        from graphdoctor import pipeline

        wishes = asdict(self)
        target, folder = wishes.pop("target"), wishes.pop("folder")
        # From elsewhere by its whole path; here as the user wrote it, as messages repeat it.
        path = target if folder == str(Path.cwd()) else str(Path(folder, target))
        try:
            report: dict[str, Any] = pipeline.analyze(
                path, folder=folder, quiet=True, cancelled=cancelled, **wishes
            )
        except Exception as error:
            report = empty_report(target, CrashError.because(error))
        return report | {"target": target}

    def interrupted(self) -> Report:
        """What is left of it when the user stops before it is done."""
        return self.failed(UserError("interrupted", "stopped before it was analysed"))

    def failed(self, error: UserError) -> Report:
        """The report that says why there is none."""
        return empty_report(self.target, error)
