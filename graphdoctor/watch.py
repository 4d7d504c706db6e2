"""Waits for the child of an analysis, and ends it where it takes too long or too much.

The limit of memory is on what the child and all its children hold resident. TensorFlow maps far more than it ever
touches, so that a limit on the address space (`RLIMIT_AS`) would refuse healthy scripts, or none.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from graphdoctor.errors import CrashError, UserError

ANALYSIS_SECONDS = 300.0
LAST_WORDS_SECONDS = 5.0
TICK = 0.1
"""Seconds between two looks at a child that has a limit of memory or can be called off."""


@dataclass(frozen=True, slots=True)
class Limits:
    """timeout: seconds to the first training step. memory: bytes. cancelled: set when nobody wants the report."""

    timeout: float
    memory: int | None = None
    cancelled: threading.Event | None = None

    @property
    def tick(self) -> float:
        """How often to look; without anything to look at, never before the time is up."""
        return TICK if self.memory is not None or self.cancelled is not None else self.timeout


def wait(child: subprocess.Popen[bytes], limits: Limits, reached: Path, target: str) -> None:
    """Returns when the child has ended. `reached` exists from the training step on: then there is more time.

    Raises UserError (``timeout``, ``memory-limit``, ``interrupted``); the child may still be running.
    """
    if _ended(child, limits, limits.timeout, target):
        return
    if reached.exists():
        if not _ended(child, limits, ANALYSIS_SECONDS, target):
            raise CrashError(f"the analysis of {target} took more than {ANALYSIS_SECONDS:g} s")
        return
    if not _ended(child, limits, LAST_WORDS_SECONDS, target):  # the child says where the script is
        raise UserError(
            "timeout",
            f"{target} has not reached a training step within {limits.timeout:g} s; "
            "allow more with --timeout, or make it train sooner",
        )


def end(child: subprocess.Popen[bytes]) -> None:
    """End the child with everything that the script has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended by itself
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _ended(child: subprocess.Popen[bytes], limits: Limits, seconds: float, target: str) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        left = deadline - time.monotonic()
        try:
            child.wait(max(min(left, limits.tick), 0))
            return True
        except subprocess.TimeoutExpired:
            _check(child, limits, target)
            if left <= limits.tick:
                return False


def _check(child: subprocess.Popen[bytes], limits: Limits, target: str) -> None:
    if limits.cancelled is not None and limits.cancelled.is_set():
        raise UserError("interrupted", "stopped by Ctrl-C before the analysis was done")
    if limits.memory is not None and resident(child.pid, limits.memory) > limits.memory:
        raise UserError(
            "memory-limit",
            f"{target} holds more than {limits.memory / 1024**2:,.0f} MiB of memory; "
            "allow more with --memory-limit, or let it load less before it trains",
        )


def resident(pid: int, enough: int) -> int:
    """Bytes that a process and its children hold; not counted exactly where they hold less than `enough`."""
    import psutil

    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        rough = sum(_held(process, exactly=False) for process in family)
        # Pages that forked children share count once for each; counting them once is slow.
        return rough if rough <= enough else sum(_held(process, exactly=True) for process in family)
    except psutil.NoSuchProcess:
        return 0


def _held(process: object, exactly: bool) -> int:
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        if not exactly:
            return int(process.memory_info().rss)
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.uss))  # only Linux tells how much of a shared page is whose
    except psutil.NoSuchProcess:  # a child that has just ended
        return 0
