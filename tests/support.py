"""Runs the installed command as a user would: in a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphdoctor.report.schema import violations

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "graphdoctor"
EXAMPLES = ROOT / "examples"
CASES = ROOT / "tests" / "cases"

Report = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """What a run of the command left behind."""

    status: int
    stdout: str
    stderr: str

    @property
    def report(self) -> Report:
        """Standard output as exactly one JSON document."""
        try:
            document = json.loads(self.stdout)
        except ValueError as problem:
            raise AssertionError(
                f"stdout is not one JSON document ({problem}); status {self.status}\n"
                f"stdout: {self.stdout[-2000:]}\nstderr: {self.stderr[-2000:]}"
            ) from None
        assert isinstance(document, dict), self.stdout[:200]
        return document


def graphdoctor(*arguments: str, cwd: Path, timeout: float = 180) -> Ran:
    """Runs `graphdoctor ARGUMENTS` in cwd."""
    return run([sys.executable, "-m", "graphdoctor", *arguments], cwd=cwd, timeout=timeout)


def environment() -> dict[str, str]:
    """What the command is run with."""
    plain = {"CUDA_VISIBLE_DEVICES": "-1", "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **plain}


def run(command: Sequence[str], *, cwd: Path, timeout: float = 180) -> Ran:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def assert_valid(report: Report) -> None:
    """The report keeps to the JSON Schema that ships with the package."""
    problems = violations(report)
    assert not problems, "\n".join(problems)


def findings_of(report: Report) -> dict[str, Report]:
    return {finding["id"]: finding for finding in report["findings"]}


def line_with(source: Path, text: str) -> int:
    """The number of the one line of source that holds text."""
    lines = source.read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines, start=1) if text in line]
    assert len(numbers) == 1, f"{text!r} is on lines {numbers} of {source.name}, not on exactly one"
    return numbers[0]
