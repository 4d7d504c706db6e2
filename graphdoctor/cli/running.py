"""What every command that analyses or judges does alike."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from graphdoctor.errors import CrashError, Exit, GraphDoctorError, UserError
from graphdoctor.report.failure import empty_report
from graphdoctor.report.narration import narrated
from graphdoctor.report.renderer import Report
from graphdoctor.report.selection import counts, unused_suppressions
from graphdoctor.settings import Settings


def run(
    target: str,
    settings: Settings,
    module: bool = False,
    args: list[str] | None = None,
    args_from: str | None = None,
    loss: str | None = None,
    pictured: bool = True,
) -> Report:
    """The report on a target that is run as the settings say."""
    from graphdoctor import pipeline

    with narrated(f"running {target} until its training step is traced"):
        report: Report = pipeline.analyze(
            target,
            module=module,
            args=args or [],
            steps=settings.steps if isinstance(settings.steps, int) else None,
            verify=settings.verify,
            timeout=settings.timeout,
            args_from=args_from,
            loss=loss,
            memory_limit=settings.memory_limit,
            pictured=pictured,
        )
    return report


def attempt(target: str, make: Callable[[], Report]) -> Report:
    """The report, or the one that says why there is none."""
    try:
        return make()
    except GraphDoctorError as error:
        return empty_report(target, error)
    except KeyboardInterrupt:
        return empty_report(
            target, UserError("interrupted", "stopped by Ctrl-C before the analysis was done")
        )
    except Exception as error:
        if debugging():
            raise
        return empty_report(target, CrashError.because(error))


def status_of(report: dict[str, Any], settings: Settings) -> int:
    """The exit status that a report is worth."""
    if report["error"]:
        return Exit.FAILED
    strict = settings.strict_suppressions and unused_suppressions(report)
    return Exit.FINDINGS if strict or counts(report, settings.fail_on) else Exit.CLEAN


def debugging() -> bool:
    """Whether a crash is to be shown whole."""
    return bool(os.environ.get("GRAPHDOCTOR_DEBUG"))
