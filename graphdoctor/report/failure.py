"""The report of a script that could not be analysed: every list empty, and an error that says why."""

from __future__ import annotations

import platform
from typing import Any

from graphdoctor import __version__
from graphdoctor.errors import GraphDoctorError
from graphdoctor.report.schema import VERSION

VERDICTS = ("connected", "zero", "disconnected", "untrained", "frozen")


def failed_report(target: str, error: GraphDoctorError) -> dict[str, Any]:
    """A report that says nothing but `error`."""
    return {
        "schema": VERSION,
        "environment": {
            "graphdoctor": __version__,
            "python": platform.python_version(),
            "tensorflow": None,
            "keras": None,
        },
        "target": target,
        "capture": None,
        "losses": [],
        "variables": [],
        "findings": [],
        "summary": dict.fromkeys(VERDICTS, 0),
        "notes": [],
        "error": error.to_json(),
    }
