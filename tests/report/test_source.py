"""Whose file a frame is in, and what stands on its line."""

from __future__ import annotations

import linecache
import runpy
from pathlib import Path

import click
import pytest

import graphdoctor
from graphdoctor import source
from graphdoctor.errors import UserError
from graphdoctor.registry import Registry
from graphdoctor.source import Location, character_column, is_user_file, read_location, shown_path


def test_user_files(tmp_path: Path) -> None:
    package = Path(graphdoctor.__file__).parent
    assert is_user_file(str(tmp_path / "train.py"))
    assert is_user_file(str(package.parent / "graphdoctor_train.py"))
    assert not is_user_file(str(package / "cli.py"))
    assert not is_user_file(runpy.__file__)
    assert not is_user_file(click.__file__)
    assert not is_user_file(str(tmp_path / "__autograph_generated_fileab12.py"))
    assert not is_user_file("<frozen runpy>")
    assert not is_user_file("<string>")
    assert not is_user_file("")


def test_marked_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(source, "_user_roots", set())
    monkeypatch.setattr(source, "_library_roots", set())
    installed = tmp_path / "site-packages" / "mine"
    assert not is_user_file(str(installed / "train.py"))
    source.mark_user(str(installed))
    source.mark_library(str(tmp_path / "tf"))
    assert is_user_file(str(installed / "train.py"))
    assert not is_user_file(str(installed) + "_other/train.py")
    assert not is_user_file(str(tmp_path / "tf" / "ops.py"))
    is_user_file.cache_clear()


def test_locations(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "train.py"
    path.parent.mkdir()
    path.write_text("def step():\n    loss = f(x)\n")
    found = read_location(str(path), 2, 12, 16, base=str(tmp_path))
    assert found == Location("sub/train.py", 2, "loss = f(x)", 12, 16, 4)
    assert Location.from_json(found.to_json()) == found
    assert found.to_json() == {
        "file": "sub/train.py", "line": 2, "code": "loss = f(x)", "column": 12, "end_column": 16, "indent": 4,
    }  # fmt: skip
    assert read_location(str(path), 99, base=str(tmp_path)).code == ""
    assert shown_path(str(path), str(tmp_path / "other")) == path.as_posix()


def test_cells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(source, "_cells", {})
    source.register_cell("<cell 3>", str(tmp_path / "train.ipynb"), 3, "x = 1\ny = 2\n")
    assert is_user_file("<cell 3>")
    found = read_location("<cell 3>", 2, base=str(tmp_path))
    assert found.to_json() == {"file": "train.ipynb", "line": 2, "code": "y = 2", "cell": 3}
    is_user_file.cache_clear()


def test_columns_count_characters() -> None:
    assert character_column("é = f(x)", 5) == 5
    assert character_column("e = f(x)", 4) == 5


def test_a_registry_refuses_two_owners_and_names_what_there_is() -> None:
    registry: Registry[int] = Registry("number", "graphdoctor.report")
    registry.register("two")(2)
    registry.add("one", 1)
    assert list(registry) == ["one", "two"]
    with pytest.raises(ValueError, match="registered twice"):
        registry.add("one", 3)
    with pytest.raises(UserError, match="there are: one, two"):
        registry.find("three")


def test_what_is_typed_into_ipython_is_the_users() -> None:
    name = "<ipython-input-3-0123abcd>"
    linecache.cache[name] = (9, None, ["x = 1\n", "y = tf.round(x)\n"], name)
    assert is_user_file(name)
    place = read_location(name, 2)
    assert (place.file, place.code) == (name, "y = tf.round(x)")
    assert not is_user_file("<string>")
