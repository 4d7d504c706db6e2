"""Which line drops a value: the helper that makes it, or whoever called the helper."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.handed_back import dropped_at
from graphdoctor.source import read_location

SCRIPT = """\
def dense(x, act=None):
    y = x @ w + b
    return act(y) if act else y


def pair(x):
    kept = x * a
    lost = x * c
    return kept, dense(lost)


def inside(x):
    z = x @ u
    z = x @ v
    return z


def step(x):
    with tf.GradientTape() as tape:
        first = dense(x)
        one, two = pair(first)
        loss = inside(one)
        extra = x @ e
    return tape.gradient(loss, weights), extra


step(data)


def turns(x):
    for w in weights:
        h = x @ w
    return h


def use(x):
    last = turns(x)
    return x
"""


@pytest.mark.parametrize(
    ("stack", "dropped"),
    [
        ("27 20 2", 20),  # returned under its name, by one side of a choice
        ("27 21 9 2", 21),  # returned by one helper, then by another
        ("27 22 13", 13),  # bound again before the return
        ("27 22 14", 22),
        ("27 23", 23),  # what the step returns is not dropped by who calls the step
        ("27 24", 24),
        ("27 37 31 32", 37),  # AutoGraph runs the loop's body as a function of its own
    ],
)
def test_it_is_the_line_that_hands_the_value_on_no_further(stack: str, dropped: int, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    lines = [read_location(str(script), int(line)) for line in stack.split()]
    evidence: Any = SimpleNamespace(
        step=SimpleNamespace(requests=[SimpleNamespace(index=0)]),
        locate=lambda _: lines[-1],
        stack=lambda _: lines,
        locate_request=lambda _: read_location(str(script), 24),
    )
    found = dropped_at(0, cast(Evidence, evidence))
    assert found is not None
    assert found.line == dropped
