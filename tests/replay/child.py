"""The child of an analysis that also writes down what it has captured."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

from graphdoctor.child import child_main
from graphdoctor.judge import Judge
from tests.replay.tables import PARTS, tables_of, write

_make_report = Judge.make_report


def main() -> None:
    """`graphdoctor.child.child_main`, with a recording of the step at the path that RECORDING names."""
    with patch.object(Judge, "make_report", _recorded):
        child_main()


def _recorded(child: Judge, complete: bool) -> dict[str, Any]:
    from graphdoctor.capture.evidence import CapturedEvidence
    from graphdoctor.capture.recorder import log, paused

    report = _make_report(child, complete)
    with paused():
        tables = tables_of(CapturedEvidence(child.assembled), complete, child.assembled.left_ops())
        kept = {part: report[part] for part in PARTS}
        kept["notes"] = [note for note in report["notes"] if note not in log.notes]
        write(Path(os.environ["RECORDING"]), {"tables": tables, "report": kept})
    return report
