"""[tool.graphdoctor]: which file speaks, what it may say, and what the command line overrules."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from graphdoctor import diagnosis
from graphdoctor.errors import UserError
from graphdoctor.settings import Settings, resolve
from graphdoctor.settings.keys import KEYS
from tests.support import ROOT

KNOWN = ("stop-gradient", "unwired-state")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def project(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(text)


def settle(target: str | None = None, isolated: bool = False, **given: Any) -> Settings:
    return resolve(target, given, KNOWN, isolated)


def test_without_a_file_the_defaults_hold(folder: Path) -> None:
    assert settle() == Settings()


def test_every_key(folder: Path) -> None:
    project(
        folder,
        "[tool.graphdoctor]\n"
        'select = ["stop-gradient"]\nignore = ["unwired-state"]\nignore-variables = ["*/pooler/*"]\n'
        'fail-on = "error"\nbaseline = "base.json"\nstrict-suppressions = true\n'
        'timeout = 30\nmemory-limit = "2G"\nsteps = "all"\nverify = true\n',
    )
    found = settle()
    assert found == Settings(
        select=("stop-gradient",), ignore=("unwired-state",), ignore_variables=("*/pooler/*",), fail_on="error",
        baseline=folder / "base.json", strict_suppressions=True, timeout=30.0, memory_limit=2 * 1024**3,
        steps="all", verify=True,
    )  # fmt: skip
    assert settle(isolated=True) == Settings()


def test_the_command_line_wins_key_by_key(folder: Path) -> None:
    project(
        folder, '[tool.graphdoctor]\nignore = ["unwired-state"]\ntimeout = 30\nverify = true\nsteps = 4\n'
    )
    found = settle(ignore=("stop-gradient",), timeout=5.0, verify=False, steps=None, outputs=("x",))
    assert found == Settings(ignore=("stop-gradient",), timeout=5.0, verify=False, steps=4)
    assert settle(ignore=()).ignore == ()


def test_the_nearest_file_with_a_table_speaks(folder: Path) -> None:
    project(folder, "[tool.graphdoctor]\ntimeout = 1\n")
    project(folder / "a", "[tool.other]\nx = 1\n")
    project(folder / "a" / "b", "[tool.graphdoctor]\nsteps = 2\n")
    for name in ("a/train.py", "a/b/train.py"):
        (folder / name).write_text("")
    assert settle("a/train.py") == Settings(timeout=1.0)
    assert settle("a/b/train.py") == Settings(steps=2)  # tables are not merged
    assert settle("a/b") == Settings(steps=2)
    assert settle("package.train") == Settings(timeout=1.0)  # no path: from the working directory


def test_overrides(folder: Path) -> None:
    project(
        folder,
        '[tool.graphdoctor]\ntimeout = 30\nignore = ["unwired-state"]\n'
        '[[tool.graphdoctor.overrides]]\ntargets = ["gan/*"]\nignore = []\nsteps = 2\n'
        '[[tool.graphdoctor.overrides]]\ntargets = ["*/slow.py", "package.*"]\ntimeout = 900\n',
    )
    (folder / "gan").mkdir()
    for name in ("train.py", "gan/slow.py"):
        (folder / name).write_text("")
    assert settle("train.py") == Settings(timeout=30.0, ignore=("unwired-state",))
    assert settle("gan/slow.py") == Settings(timeout=900.0, steps=2)
    assert settle("package.train").timeout == 900.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignroe = []", "[tool.graphdoctor] has no key 'ignroe'; did you mean ignore?"),
        ("fail_on = 'error'", "[tool.graphdoctor] has no key 'fail_on'; did you mean fail-on?"),
        ("colour = 1", "[tool.graphdoctor] has no key 'colour'; there are: baseline, fail-on, ignore,"),
        ("select = 'stop-gradient'", "select must be a list of causes, not 'stop-gradient'"),
        ("select = ['stop-gradent']", "select names 'stop-gradent', which is no cause; did you mean 'stop-gradient'?"),
        ("ignore-variables = [1]", "ignore-variables must be a list of patterns, not [1]"),
        ("fail-on = 'fatal'", "fail-on must be one of error, warning, info, not 'fatal'"),
        ("timeout = 'soon'", "timeout must be a number of seconds above 0, not 'soon'"),
        ("timeout = true", "timeout must be a number of seconds above 0, not True"),
        ("timeout = nan", "timeout must be a number of seconds above 0, not nan"),
        ("steps = 0", "steps must be a number from 1 on or 'all', not 0"),
        ("steps = 1.5", "steps must be a number from 1 on or 'all', not 1.5"),
        ("memory-limit = '4 apples'", "memory-limit must be a size like 4G or 512M, at least 64M, not '4 apples'"),
        ("memory-limit = 4", "memory-limit must be a size like 4G or 512M, at least 64M, not 4"),
        ("verify = 1", "verify must be true or false, not 1"),
        ("baseline = ['a']", "baseline must be the path of a file, not ['a']"),
        ("overrides = 1", "[[tool.graphdoctor.overrides]] must be tables"),
        ("[[tool.graphdoctor.overrides]]\nsteps = 2", "needs targets, a list of paths or patterns"),
        ("[[tool.graphdoctor.overrides]]\ntargets = ['other']\nstep = 2", "has no key 'step'; did you mean steps?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(folder: Path, text: str, message: str) -> None:
    project(folder, f"[tool.graphdoctor]\n{text}\n")
    with pytest.raises(UserError) as raised:
        settle()
    assert raised.value.kind == "bad-config"
    assert message in raised.value.message
    assert raised.value.message.startswith("pyproject.toml: ")
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("text", ["x = ", "[tool]\ngraphdoctor = 1\n"])
def test_a_broken_file(folder: Path, text: str) -> None:
    project(folder, text)
    with pytest.raises(UserError, match=r"pyproject\.toml"):
        settle()


def test_the_documented_table_is_understood(folder: Path) -> None:
    text = (ROOT / "docs" / "living-with-findings.md").read_text(encoding="utf-8")
    block = text.partition("    [tool.graphdoctor]\n")[2].partition("\n\nWhich file")[0]
    project(folder, textwrap.dedent("    [tool.graphdoctor]\n" + block))
    found = resolve("package.train", {}, [entry.name for entry in diagnosis.catalogue()])
    assert found.steps == 2
    for key in KEYS:
        assert f"    {key} = " in text, key
