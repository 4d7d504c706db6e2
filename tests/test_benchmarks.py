"""The benchmarks' own parts: tables find their place, commands are measured."""

from __future__ import annotations

import sys

import pytest

from benchmarks.__main__ import PAGE
from benchmarks.measure import timed
from benchmarks.suites import SUITES, write


def test_every_suite_has_its_place_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in SUITES:
        page = write(page, name, [["what", "seconds"], [f"row of {name}", "1"]])
    assert page.count("| what | seconds |\n| --- | --- |\n| row of ") == len(SUITES)
    assert write(page, "growth", [["what", "seconds"], ["row of growth", "1"]]) == page


def test_a_suite_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for speed"):
        write("nothing", "speed", [["what"]])


def test_a_command_is_measured() -> None:
    taken = timed([sys.executable, "-c", "x = bytearray(50_000_000); x[::1000] = x[1::1000]; exit(3)"])
    assert taken.status == 3
    assert taken.cpu > 0
    assert taken.wall > 0.01
    assert taken.peak > 50_000_000
