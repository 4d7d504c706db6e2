"""Every op type of TensorFlow's gradient registry is asked once; docs/ops.md says what was answered."""

from __future__ import annotations

import re
import sys

import pytest

from tests.support import ROOT, run

pytestmark = pytest.mark.tf
FIGURES = re.compile(
    r"TensorFlow (\S+) registers (\d+) op types: (\d+) with a gradient function,\n(\d+) as not differentiable. "
    r"(\d+) were asked.*\n.*; (\d+) were not."
)


@pytest.fixture(scope="module")
def page() -> str:
    done = run([sys.executable, "-m", "graphdoctor.capture.optable"], cwd=ROOT)
    assert done.status == 0, done.stderr[-2000:]
    return done.stdout


def test_every_registered_op_has_a_row_and_nearly_all_are_answered(page: str) -> None:
    found = FIGURES.search(page)
    assert found is not None, page[:800]
    total, gradient, without, asked, not_asked = map(int, found.groups()[1:])
    assert total == gradient + without == asked + not_asked
    rows = re.findall(r"^\| (\w+) \| (?:gradient|not differentiable) \| ", page, re.MULTILINE)
    assert len(rows) == len(set(rows)) == total
    assert asked > 0.75 * total


@pytest.mark.parametrize(
    "row",
    [
        "MatMul | gradient | a: passes, b: passes",
        "Sign | gradient | x: zero",
        "Floor | gradient | x: none",
        "ZerosLike | not differentiable | x: none",
        "GatherV2 | gradient | params: passes, indices: none, axis: none",
        "SpaceToBatchND | gradient | input: passes, block_shape: none, paddings: none",
    ],
)
def test_well_known_ops_are_answered_as_they_should(page: str, row: str) -> None:
    assert f"| {row} |" in page


def test_the_page_in_docs_is_the_one_that_the_command_writes(page: str) -> None:
    written = (ROOT / "docs" / "ops.md").read_text(encoding="utf-8")
    here, there = FIGURES.search(page), FIGURES.search(written)
    assert here is not None
    assert there is not None
    if here[1] != there[1]:
        pytest.skip(f"docs/ops.md was written with TensorFlow {there[1]}, here is {here[1]}")
    assert written == page
