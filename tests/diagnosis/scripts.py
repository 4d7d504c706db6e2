"""Small scripts, written to a folder and analysed by the installed command."""

from __future__ import annotations

from pathlib import Path

from tests.forks import forked
from tests.replay.tables import SCRIPTS
from tests.support import Ran, assert_valid


def analysed(folder: Path, source: str, *arguments: str) -> Ran:
    """Runs `analyze --format json` on a script of this source; the report keeps to the schema."""
    (folder / "script.py").write_text(source, encoding="utf-8")
    ran = forked("analyze", "script.py", "--format", "json", *arguments, cwd=folder)
    assert_valid(ran.report)
    return ran


def script(name: str) -> str:
    """A script of tests/replay/scripts, which is recorded as well: what it shows is asked again without TensorFlow."""
    return (SCRIPTS / name / "script.py").read_text(encoding="utf-8")
