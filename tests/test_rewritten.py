"""A script that is written otherwise, and does the same, gets the same verdicts, causes and lines."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.forks import forked
from tests.rewriting import Rewritten, as_a_notebook, in_a_function, with_other_names
from tests.support import CASES
from tests.test_cases import judge, names

WAYS = [in_a_function, with_other_names, as_a_notebook]
EVERY = 240
"""Of so many cases the default run takes one for each way."""


def scripts() -> list[str]:
    """The cases that are one script, run without arguments."""
    expected = {name: json.loads((CASES / name / "expect.json").read_text("utf-8")) for name in names()}
    return [name for name, expect in expected.items() if not {"target", "args", "needs"} & set(expect)]


def parameters() -> list[Any]:
    return [
        pytest.param(way, name, marks=[] if (n + 80 * at) % EVERY == 0 else [pytest.mark.slow])
        for at, way in enumerate(WAYS)
        for n, name in enumerate(scripts())
    ]


@pytest.mark.tf
@pytest.mark.parametrize(("way", "name"), parameters())
def test_the_same_is_said(way: Callable[[str], Rewritten | None], name: str, tmp_path: Path) -> None:
    made = way((CASES / name / "script.py").read_text(encoding="utf-8"))
    if made is None:
        pytest.skip("cannot be written so")
    folder = tmp_path / name
    shutil.copytree(
        CASES / name, folder, ignore=shutil.ignore_patterns("expect.json", "__pycache__", "script.py")
    )
    for file, text in made.files.items():
        (folder / file).write_text(text, encoding="utf-8")
    expect = moved(json.loads((CASES / name / "expect.json").read_text(encoding="utf-8")), made)
    ran = forked("analyze", made.target, "--format", "json", cwd=folder)
    report = ran.report
    for finding in report["findings"]:
        where = finding["location"]
        if where is not None and "cell" in where:
            where["line"] = (where["cell"], where["line"])
    assert judge(expect, report) == []
    assert ran.status == expect["exit"]


def moved(expect: dict[str, Any], made: Rewritten) -> dict[str, Any]:
    """What is expected, at the lines where it is now."""
    found = copy.deepcopy(expect)
    entries = [*(found.get("variables") or {}).values(), *([found["finding"]] if "finding" in found else [])]
    for entry in entries:
        if "lines" in entry:
            entry["lines"] = [made.line(line) for line in entry["lines"]]
    return found
