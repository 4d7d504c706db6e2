"""Running a command, and what it took: wall-clock time, processor time and the peak of resident memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUIET = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "NO_COLOR": "1"}


@dataclass(frozen=True)
class Taken:
    """What one run took, its own processes included; `peak` in bytes."""

    wall: float
    cpu: float
    peak: int
    status: int


def environment() -> dict[str, str]:
    """The environment of what is measured: this checkout first, no GPU, TensorFlow quiet."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, **QUIET, "PYTHONPATH": os.pathsep.join(paths)}


def timed(command: Sequence[str], cwd: Path | None = None) -> Taken:
    """Run a command with its output thrown away."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return Taken(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit, process.returncode)


def alternated(commands: dict[str, Sequence[str]], turns: int, cwd: Path | None = None) -> dict[str, Taken]:
    """The fastest run of each command; they take turns, so that a busy machine is as busy for one as for the other."""
    found: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(turns):
        for name, command in commands.items():
            found[name].append(timed(command, cwd))
    return {name: min(runs, key=lambda taken: taken.wall) for name, runs in found.items()}
