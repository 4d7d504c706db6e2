"""What is handed to a function that never reads it: by name, as a method, to an object, in a tuple, in a loop."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdoctor.diagnosis.ignored import ignored_by
from graphdoctor.source import Location

At = Callable[[str], Location]

SCRIPT = """\
def blind(x, state=None):
    return dense(x)


def afresh(x, state):
    state = zeros(x)
    return cell(x, state)


def reads(x, state):
    return cell(x, state)


def keeps(x, state):
    state = state or zeros(x)
    return cell(x, state)


def anything(x, *states):
    return dense(x)


class Writer:
    def __call__(self, x, state):
        return dense(x)


class Net:
    def decode(self, x, state):
        return dense(x)

    def call(self, x):
        handed = encode(x)
        return self.decode(x, handed)


reader, writer = Reader(), Writer()


def train(x, y):
    for t in range(3):
        turn = cell(x, turn)
    by_place = encode(x)
    by_name = encode(x)
    within, _ = encode(x)
    objects = encode(x)
    fresh = encode(x)
    read = encode(x)
    kept = encode(x)
    twice = encode(x)
    star = encode(x)
    alone = encode(x)
    strange = encode(x)
    blind(x, by_place)
    blind(x, state=by_name)
    blind(x, (within, within))
    writer(x, objects)
    afresh(x, fresh)
    reads(x, read)
    keeps(x, kept)
    blind(x, twice)
    reads(x, twice)
    anything(x, star)
    unheard(x, strange)
    afresh(y, turn)
    for batch in data:
        batched = encode(batch)
        blind(batch, batched)
    for t in range(3):
        shown = cell(x, shown)
        log(shown)
    blind(x, shown)
"""


@pytest.fixture
def at(tmp_path: Path) -> At:
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    linecache.checkcache(str(file))
    lines = SCRIPT.splitlines()

    def find(text: str) -> Location:
        line = next(n for n, code in enumerate(lines, 1) if text in code)
        return Location(str(file), line, lines[line - 1].strip())

    return find


@pytest.mark.parametrize(
    ("made", "function", "call"),
    [
        ("by_place =", "blind", "blind(x, by_place)"),
        ("by_name =", "blind", "blind(x, state=by_name)"),
        ("within, _ =", "blind", "blind(x, (within, within))"),
        ("objects =", "writer", "writer(x, objects)"),
        ("fresh =", "afresh", "afresh(x, fresh)"),
        ("turn = cell", "afresh", "afresh(y, turn)"),
        ("handed =", "decode", "self.decode(x, handed)"),
        ("batched =", "blind", "blind(batch, batched)"),
    ],
)
def test_the_call_that_hands_it_over_is_named(at: At, made: str, function: str, call: str) -> None:
    found = ignored_by(at(made))
    assert found is not None
    assert (found.function, found.parameter) == (function, "state")
    assert found.call.line == at(call).line
    assert call in found.call.code


@pytest.mark.parametrize(
    "made", ["read =", "kept =", "twice =", "star =", "alone =", "strange =", "shown =", "def train"]
)
def test_what_is_read_or_cannot_be_looked_into_is_not_ignored(at: At, made: str) -> None:
    assert ignored_by(at(made)) is None
