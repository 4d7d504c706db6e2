"""The examples of the documentation, executed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forks import forked
from tests.support import ROOT, run

pytestmark = pytest.mark.tf


def blocks(document: str, language: str) -> list[str]:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def test_targets(tmp_path: Path) -> None:
    for block in blocks("targets.md", "python"):
        (tmp_path / block.partition("\n")[0].removeprefix("# ")).write_text(block)
    commands = 0
    for block in blocks("targets.md", "console"):
        for command, wanted in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            words = command.split()
            if words[0] == "python":
                ran = run([sys.executable, *words[1:]], cwd=tmp_path)
                assert ran.status == 0, ran.stderr
            else:
                ran = forked(*words[1:], cwd=tmp_path)
                assert ran.status == 1, (command, ran.stderr)
            for line in wanted.splitlines():
                assert line in ran.stdout, (command, line, ran.stdout)
            commands += 1
    assert commands == 7


def test_api(tmp_path: Path) -> None:
    """All blocks in one process, as a reader would try them; the test among them with pytest."""
    (tmp_path / "test_api.py").write_text("\n".join(blocks("api.md", "python")))
    options = ["-q", "-p", "graphdoctor.integrations.pytest_plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, (done.stdout[-3000:], done.stderr[-1000:])
    assert "1 passed" in done.stdout
