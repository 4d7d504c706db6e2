"""The README, the examples' list and the CI script say what is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from graphdoctor import __version__, diagnosis
from graphdoctor.report.renderer import CauseDocument
from tests.support import ROOT, graphdoctor

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "examples/README.md",
    "docs/living-with-findings.md",
    "docs/many-scripts.md",
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    path = ROOT / document
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_two_commands_do_all_the_set_up() -> None:
    assert re.findall(r"^    (python3 .*)$", README, re.M) == ["python3 dev.py demo", "python3 dev.py test"]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip()
    assert ci.endswith("python3 dev.py test")


def test_readme_lists_the_causes_that_there_are() -> None:
    table = README.partition("| cause | what happened |")[2].partition("\n\n")[0]
    listed = re.findall(r"`([a-z-]+)`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:]))
    assert sorted(listed) == sorted(entry.name for entry in diagnosis.catalogue())


@pytest.mark.parametrize("entry", diagnosis.catalogue(), ids=lambda entry: str(entry.name))
def test_every_cause_tells_its_story(entry: CauseDocument) -> None:
    """What `graphdoctor explain` shows, and two scripts that Python can read."""
    assert entry.summary
    assert len(entry.explain.split()) >= 20
    for script in (entry.bad, entry.good):
        assert script.strip()
        compile(script, entry.name, "exec")


def test_readme_names_options_and_commands_that_there_are(tmp_path: Path) -> None:
    usage = README.partition("\n## Use\n")[2].partition("\n## ")[0]
    known = "".join(graphdoctor(name, "--help", cwd=tmp_path).stdout for name in ("analyze", "check"))
    own = set(re.findall(r"(--[a-z][a-z-]*)", usage)) - {"--help", "--epochs"}
    assert sorted(option for option in own if option not in known) == []
    commands = set(re.findall(r"^    graphdoctor (\w+)", README, re.M))
    listed = graphdoctor("--help", cwd=tmp_path).stdout
    assert sorted(command for command in commands if f"  {command}" not in listed) == []


def test_changelog_has_this_version() -> None:
    assert f"\n## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_dev_without_a_command_says_what_there_is() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), "tset"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "python3 dev.py test" in ran.stderr
