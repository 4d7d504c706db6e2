"""What every command that analyses or judges does alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from graphdoctor.errors import CrashError, Exit, GraphDoctorError, UserError
from graphdoctor.report.delivery import narrated
from graphdoctor.report.failure import empty_report
from graphdoctor.report.renderer import Report
from graphdoctor.report.selection import counts


def run(target: str, options: dict[str, Any], module: bool, args: list[str]) -> Report:
    """The report on a target that is run as the options say."""
    from graphdoctor import pipeline

    wishes = {name: options[name] for name in ("steps", "verify", "timeout")}
    with narrated(f"running {target} until its training step is traced"):
        report: Report = pipeline.analyze(target, module=module, args=args, **wishes)
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


def status_of(reports: Sequence[Report], fail_on: str) -> int:
    """The exit status: the worst of the reports'."""
    if any(report["error"] for report in reports):
        return Exit.FAILED
    return Exit.FINDINGS if any(counts(report, fail_on) for report in reports) else Exit.CLEAN


def debugging() -> bool:
    """Whether a crash is to be shown whole."""
    return bool(os.environ.get("GRAPHDOCTOR_DEBUG"))
