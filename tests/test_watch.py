"""Children that take too long or too much. They are plain Python: no TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from graphdoctor.errors import UserError
from graphdoctor.settings.units import memory
from graphdoctor.watch import Limits, end, resident, wait

MIB = 1024**2
HOG = "import time; block = bytearray(200 * 1024**2); print('ready', flush=True); time.sleep(60)"
FORKS = (
    "import os, time\nblock = bytearray(b'x') * (200 * 1024**2)\n"
    "for _ in range(4):\n    if os.fork() == 0:\n        time.sleep(60)\nprint('ready', flush=True); time.sleep(60)"
)


def start(code: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    return child


def watch(code: str, limits: Limits) -> None:
    child = start(code)
    try:
        wait(child, limits, Path("/nowhere"), "train.py")
    finally:
        end(child)


def test_a_child_that_holds_too_much_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(UserError, match=r"train\.py holds more than 100 MiB of memory; allow more") as raised:
        watch(HOG, Limits(60, memory=100 * MIB))
    assert raised.value.kind == "memory-limit"
    assert time.monotonic() - began < 30


def test_what_its_children_hold_counts() -> None:
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-u', '-c', {HOG!r}])"
    with pytest.raises(UserError, match="MiB of memory"):
        watch(code, Limits(60, memory=100 * MIB))


def test_enough_is_enough() -> None:
    watch("print('ready', flush=True); import time; time.sleep(0.5)", Limits(60, memory=500 * MIB))


@pytest.mark.skipif(
    not hasattr(os, "fork") or sys.platform != "linux", reason="shared pages are told on Linux"
)
def test_shared_pages_count_once() -> None:
    child = start(FORKS)
    try:
        assert resident(child.pid, enough=10**12) > 900 * MIB  # five processes, 200 MiB each at first sight
        assert resident(child.pid, enough=MIB) < 400 * MIB
    finally:
        end(child)


def test_a_child_can_be_called_off() -> None:
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    with pytest.raises(UserError) as raised:
        watch("print('ready', flush=True); import time; time.sleep(60)", Limits(60, cancelled=cancelled))
    assert raised.value.kind == "interrupted"


def test_a_process_that_is_gone_holds_nothing() -> None:
    child = start("print('ready', flush=True)")
    child.wait()
    assert resident(child.pid, 0) == 0


@pytest.mark.parametrize(
    ("text", "size"),
    [("4G", 4 * 1024**3), ("512M", 512 * MIB), ("1.5 GiB", 1536 * MIB), (100 * MIB, 100 * MIB)],
)
def test_sizes(text: object, size: int) -> None:
    assert memory(text) == size


@pytest.mark.parametrize("text", ["", "4", "-4G", "4X", "G", True, None, "1e9", "63M"])
def test_what_is_no_size(text: object) -> None:
    with pytest.raises(ValueError, match="must be a size like 4G"):
        memory(text)
