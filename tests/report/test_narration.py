"""What is said on a terminal while something takes its time, and that nothing is where stderr is piped."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty")  # Windows has none

CODE = """
import time
from graphdoctor.report.narration import narrated
with narrated("running [red]train\\x1b[2J.py", live={live}, seconds=0.05):
    time.sleep({work})
"""


def on_a_terminal(live: bool, work: float) -> bytes:
    """What a process writes to its stderr, which is a terminal."""
    ours, theirs = pty.openpty()
    code = CODE.format(live=live, work=work)
    subprocess.run(
        [sys.executable, "-c", code],
        stderr=theirs,
        check=True,
        timeout=60,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    found = b""
    try:
        while part := os.read(ours, 4096):
            found += part
    except OSError:  # how Linux says that nobody writes any more
        pass
    os.close(ours)
    return found


@pytest.mark.parametrize("live", [False, True])
def test_what_takes_long_is_told(live: bool) -> None:
    told = on_a_terminal(live, 0.5)
    assert b"graphdoctor: running [red]train\\x1b[2J.py" in told
    assert told.count(b"\x1b[?25l") == told.count(b"\x1b[?25h"), "the cursor comes back"
    assert (b"\x1b[?25h" in told) == live


@pytest.mark.parametrize("live", [False, True])
def test_what_is_quick_is_not(live: bool) -> None:
    assert on_a_terminal(live, 0.0) == b""


def test_a_pipe_stays_silent() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CODE.format(live=True, work=0.3)], capture_output=True, check=True, timeout=60
    )
    assert ran.stderr == b""
