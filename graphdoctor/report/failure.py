"""A report without content: what an analysis starts from, and all that is left of one that failed."""

from __future__ import annotations

import platform
from typing import Any

from graphdoctor import __version__
from graphdoctor.errors import GraphDoctorError
from graphdoctor.report.schema import VERSION

VERDICTS = ("connected", "zero", "disconnected", "untrained", "frozen")


def empty_report(target: str, error: GraphDoctorError | None = None) -> dict[str, Any]:
    """Every list empty; with an error, a report that says nothing else."""
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
        "error": error.to_json() if error is not None else None,
    }
