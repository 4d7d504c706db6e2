"""Which files `check` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdoctor.errors import UserError
from graphdoctor.many.targets import scripts

SPEAKING = "import tensorflow as tf\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with scripts, and with files that are none."""
    files = {
        "a.py": SPEAKING,
        "sub/b.py": "import keras\n",
        "sub/c.ipynb": '{"cells": ["import tensorflow"]}',
        "sub/other.py": "print()\n",
        "sub/data.csv": "tensorflow\n",
        "sub/venv/lib.py": SPEAKING,
        ".hidden/d.py": SPEAKING,
        "odd [1].py": SPEAKING,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["a.py"], ["a.py"]),
        (["sub/other.py"], ["sub/other.py"]),  # named, so run
        (["."], ["a.py", "odd [1].py", "sub/b.py", "sub/c.ipynb"]),
        (["sub", "a.py"], ["sub/b.py", "sub/c.ipynb", "a.py"]),
        (["*.py"], ["a.py", "odd [1].py"]),
        (["sub/*"], ["sub/b.py", "sub/c.ipynb", "sub/other.py"]),
        (["**/*.ipynb"], ["sub/c.ipynb"]),
        (["odd [1].py"], ["odd [1].py"]),
        (["a.py", "./a.py", "*.py", "sub/../a.py"], ["a.py", "odd [1].py"]),
    ],
)
def test_scripts(paths: list[str], found: list[str]) -> None:
    assert scripts(paths) == found


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("none.py", "no-such-file", "none.py does not exist"),
        ("*.txt", "no-such-file", "nothing matches *.txt"),
        ("sub/*.csv", "no-scripts", "no script that speaks of TensorFlow"),
    ],
)
def test_what_is_not_there(path: str, kind: str, words: str) -> None:
    with pytest.raises(UserError) as raised:
        scripts([path])
    assert raised.value.kind == kind
    assert words in raised.value.message
