"""Keeps the recorded steps of tests/cases and tests/replay/scripts up to date.

python -m tests.replay record [NAME ...]    traces the scripts again: needs TensorFlow, and some 5 s a script
python -m tests.replay diagnose [NAME ...]  keeps the steps, and takes over what the diagnosis says of them today
"""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from graphdoctor import pipeline
from tests.replay.tables import FOLDER, SCRIPTS, diagnosed, names, place, read, script_folder, write
from tests.support import CASES, ROOT

LIMIT = 30_000
"""Bytes of a recording: larger ones say little more, and each stays in the history for ever."""


def main(command: str, chosen: list[str]) -> None:
    """Record, or diagnose, the named cases, or all of them."""
    FOLDER.mkdir(exist_ok=True)
    if command == "record":
        for name in chosen or sorted(
            path.parent.name for folder in (CASES, SCRIPTS) for path in folder.glob("*/script.py")
        ):
            print(name, _record(name))
    elif command == "diagnose":
        for name in chosen or names():
            _diagnose(name)
    else:
        sys.exit(__doc__)


def _diagnose(name: str) -> None:
    recording = read(place(name))
    said = diagnosed(name, recording["tables"])
    if said != recording["report"]:
        print("\n".join(difflib.unified_diff(_lines(recording["report"]), _lines(said), name, name, n=1)))
        write(place(name), recording | {"report": said})


def _lines(report: dict[str, Any]) -> list[str]:
    return json.dumps(report, indent=1, ensure_ascii=False).splitlines()


def _record(name: str) -> str:
    with tempfile.TemporaryDirectory() as scratch, patch("subprocess.Popen", _recording):
        fresh = Path(scratch) / "recording.json.gz"
        os.environ["RECORDING"] = str(fresh)
        os.chdir(script_folder(name))
        report = pipeline.analyze("script.py", quiet=True)
        if report["error"] is not None or not fresh.exists():
            return f"not recorded: {report['error'] or 'there is no step'}"
        size = fresh.stat().st_size
        if size > LIMIT and script_folder(name).parent != SCRIPTS:
            return f"not recorded: {size:,} bytes"
        place(name).write_bytes(fresh.read_bytes())
    return f"{size:,} bytes"


_popen: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen


def _recording(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """The child of an analysis, told to keep what it captured."""
    path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    code = "from tests.replay.child import main; main()"
    return _popen(
        [command[0], "-c", code, *command[3:]], **options | {"env": {**options["env"], "PYTHONPATH": path}}
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", sys.argv[2:])
