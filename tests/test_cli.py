"""The command: what it prints where, and its exit statuses. The analysis is a stub."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphdoctor import __version__, diagnosis
from graphdoctor.cli import main
from graphdoctor.errors import UserError
from graphdoctor.report.renderer import RENDERERS
from tests.report import fixtures

Stub = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Document:
    """A cause's document, as the diagnosis makes them."""

    name: str
    severity: str = "error"
    summary: str = "what happened"
    explain: str = "why it happens"
    bad: str = "x = 1\n"
    good: str = "x = 2\n"


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Stands in for the analysis: every target gives the broken encoder-decoder. Returns the calls made."""
    made: list[tuple[str, dict[str, Any]]] = []

    def analyze(target: str, **options: Any) -> dict[str, Any]:
        made.append((target, options))
        return fixtures.encoder_decoder(broken="healthy" not in target)

    use(monkeypatch, analyze)
    documents = [Document("unwired-state"), Document("stop-gradient"), Document("not-applied")]
    monkeypatch.setattr(diagnosis, "catalogue", lambda: documents, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return made


def use(monkeypatch: pytest.MonkeyPatch, analyze: Stub) -> None:
    stub = types.ModuleType("graphdoctor.pipeline")
    stub.analyze = analyze  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "graphdoctor.pipeline", stub)
    monkeypatch.setattr("graphdoctor.pipeline", stub, raising=False)


def test_findings_give_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", "train.py"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("error[unwired-state]")
    assert "\x1b" not in out
    assert err == ""


def test_a_healthy_script_gives_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", "healthy.py"]) == 0
    assert capsys.readouterr().out == "all 8 variables learn.\n"


def test_arguments_reach_the_analysis(calls: list[tuple[str, dict[str, Any]]]) -> None:
    main(["analyze", "train.py", "--steps", "all", "--verify", "--timeout", "9", "--", "--epochs", "3"])
    main(["analyze", "-m", "pkg.train", "--steps", "2", "--", "--epochs"])
    assert calls[0] == (
        "train.py",
        {
            "module": False,
            "args": ["--epochs", "3"],
            "steps": None,
            "verify": True,
            "timeout": 9.0,
            "memory_limit": None,
            "args_from": None,
            "loss": None,
            "pictured": False,
        },
    )
    assert calls[1][0] == "pkg.train"
    assert calls[1][1]["module"] is True
    assert calls[1][1]["args"] == ["--epochs"]
    assert calls[1][1]["steps"] == 2


@pytest.mark.parametrize(
    ("options", "pictured"),
    [
        ([], False),
        (["--format", "sarif"], False),
        (["-o", "out.sarif"], False),
        (["--format", "json"], True),
        (["-o", "out.svg"], True),
    ],
)
def test_a_drawing_is_made_for_formats_that_show_one(
    options: list[str], pictured: bool, calls: list[tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    options = [str(tmp_path / option) if option.startswith("out.") else option for option in options]
    main(["analyze", "train.py", *options])
    assert calls[-1][1]["pictured"] is pictured


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "error"], 1),
        (["--select", "unwired-state"], 1),
        (["--select", "stop-gradient"], 0),
        (["--ignore", "unwired-state,stop-gradient"], 0),
    ],
)
def test_what_counts(options: list[str], status: int) -> None:
    assert main(["analyze", "train.py", *options]) == status


def test_severity_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    report = fixtures.encoder_decoder()
    report["findings"][0]["severity"] = "info"
    use(monkeypatch, lambda _target, **_: report)
    assert main(["analyze", "train.py"]) == 0
    assert main(["analyze", "train.py", "--fail-on", "info"]) == 1


def test_what_is_left_out_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    main(["analyze", "train.py", "--ignore", "unwired-state"])
    assert "1 finding suppressed (1 by --ignore)" in capsys.readouterr().out


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a train.py."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("pass\n" * 20)
    return tmp_path


def test_a_project_settles_what_is_not_given(project: Path, calls: list[tuple[str, dict[str, Any]]]) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.graphdoctor]\nignore = ["unwired-state"]\ntimeout = 7\nsteps = "all"\n'
    )
    assert main(["analyze", "train.py"]) == 0
    assert (calls[-1][1]["timeout"], calls[-1][1]["steps"], calls[-1][1]["verify"]) == (7.0, None, False)
    assert main(["analyze", "train.py", "--ignore", "", "--timeout", "8", "--verify"]) == 1
    assert (calls[-1][1]["timeout"], calls[-1][1]["steps"], calls[-1][1]["verify"]) == (8.0, None, True)
    assert main(["analyze", "train.py", "--isolated"]) == 1
    assert calls[-1][1]["timeout"] == 600.0
    assert main(["check", "train.py"]) == 0


def test_a_wrong_project_is_found_out_before_the_script_runs(
    project: Path, calls: list[tuple[str, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").write_text("[tool.graphdoctor]\nignroe = []\n")
    for command in (["analyze", "train.py"], ["check", "train.py"]):
        assert main(command) == 2
        assert capsys.readouterr() == (
            "",
            "graphdoctor: pyproject.toml: [tool.graphdoctor] has no key 'ignroe'; did you mean ignore?\n",
        )
    assert main(["analyze", "train.py", "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "bad-config"
    assert calls == []


def test_a_comment_accepts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["pass"] * 13 + ["x = f(y)  # graphdoctor: ignore[unwired-state] so be it"]
    (project / "train.py").write_text("\n".join(lines) + "\n")
    assert main(["analyze", "train.py", "-o", "report.json"]) == 0
    assert "1 finding suppressed (1 by a comment: so be it)" in capsys.readouterr().out
    (project / "train.py").unlink()
    assert main(["render", "report.json"]) == 0
    assert "1 finding suppressed (1 by a comment: so be it)" in capsys.readouterr().out


def test_unused_suppressions_count_where_that_is_asked_for(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["analyze", "healthy.py", "--ignore-variable", "pooler/*"]
    assert main(command) == 0
    assert "note: unused suppression: 'pooler/*'" in capsys.readouterr().out
    assert main([*command, "--strict-suppressions"]) == 1
    (project / "pyproject.toml").write_text("[tool.graphdoctor]\nstrict-suppressions = true\n")
    assert main(command) == 1
    assert main([*command, "--no-strict-suppressions"]) == 0


def test_a_baseline_is_written_and_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", "train.py", "--baseline", "base.json"]) == 2
    assert "write one with --write-baseline base.json" in capsys.readouterr().err
    assert main(["analyze", "train.py", "--write-baseline", "base.json"]) == 0
    assert main(["analyze", "train.py"]) == 1
    assert main(["analyze", "train.py", "--baseline", "base.json"]) == 0
    assert "1 finding suppressed (1 by the baseline: base.json)" in capsys.readouterr().out
    assert main(["check", "train.py", "--baseline", "base.json"]) == 0
    (project / "pyproject.toml").write_text('[tool.graphdoctor]\nbaseline = "base.json"\n')
    assert main(["analyze", "train.py"]) == 0
    before = (project / "base.json").read_bytes()
    assert main(["analyze", "train.py", "--write-baseline", "base.json"]) == 0
    assert (project / "base.json").read_bytes() == before


def test_a_baseline_that_cannot_be_written_is_found_out_before(
    project: Path, calls: list[tuple[str, dict[str, Any]]]
) -> None:
    assert main(["analyze", "train.py", "--write-baseline", "missing/base.json"]) == 2
    (project / "base.json").write_text("{}")
    assert main(["analyze", "train.py", "--write-baseline", "base.json"]) == 2
    assert calls == []


def test_files_by_suffix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.JSON"
    assert main(["analyze", "train.py", "-o", str(path), "-o", str(tmp_path / "report.txt")]) == 1
    assert json.loads(path.read_text()) == fixtures.encoder_decoder()
    assert (tmp_path / "report.txt").read_text() == capsys.readouterr().out
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["report.JSON", "report.txt"]


@pytest.mark.parametrize("name", ["report.doc", "report", "missing/report.json", "", "folder.json"])
def test_bad_outputs_are_refused_before_the_script_runs(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], calls: list[tuple[str, dict[str, Any]]]
) -> None:
    (tmp_path / "folder.json").mkdir()
    assert main(["analyze", "train.py", "-o", str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    assert calls == []
    assert out == ""
    assert err.startswith("graphdoctor: cannot write ")
    assert err.count("\n") == 1


def test_a_failure_is_one_line_and_a_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, lambda _target, **_: fixtures.failed())
    assert main(["analyze", "train.py"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "graphdoctor: the script failed before any training step: FileNotFoundError: data.csv; "
        "mend that first (train.py:7)\n"
    )


def _interrupt(target: str, **options: Any) -> dict[str, Any]:
    raise KeyboardInterrupt


def _refuse(target: str, **options: Any) -> dict[str, Any]:
    raise UserError("no-such-file", "no.py does not exist; check the path")


def _crash(target: str, **options: Any) -> dict[str, Any]:
    raise ZeroDivisionError("whoops")


@pytest.mark.parametrize(
    ("analyze", "kind"), [(_interrupt, "interrupted"), (_refuse, "no-such-file"), (_crash, "crash")]
)
def test_every_failure_is_one_json_document(
    analyze: Stub, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, analyze)
    assert main(["analyze", "no.py", "--format", "json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["kind"] == kind
    assert err.startswith("graphdoctor: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyze"],
        ["analyze", "train.py", "--steps", "0"],
        ["analyze", "train.py", "--frobnicate"],
        ["analyze", "train.py", "--format", "docx"],
        ["analyze", "train.py", "--timeout", "-1"],
        ["analyze", "train.py", "--select", "no-such-cause"],
        ["analyze", "train.py", "--full"],
        ["analyze", "train.py", "--format", "svg", "--focus", "no-such-layer"],
        ["frobnicate"],
        ["analyze", "train.py", "--ignore", "stop-gradent"],
        ["explain", "no-such-cause"],
        ["render", "missing.json"],
    ],
)
def test_wrong_commands_are_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("graphdoctor: ")
    assert err.count("\n") == 1


def test_wrong_options_with_json_are_a_document_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", "train.py", "--format=json", "--steps", "none"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "usage"


def test_render_needs_only_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(fixtures.encoder_decoder()))
    assert main(["render", str(path)]) == 1
    assert capsys.readouterr().out.startswith("error[unwired-state]")
    assert main(["render", str(path), "-o", str(tmp_path / "again.txt")]) == 1
    assert capsys.readouterr().out == ""
    assert (tmp_path / "again.txt").read_text().startswith("error[unwired-state]")


def test_explain_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "stop-gradient"]) == 0
    out = capsys.readouterr().out
    assert "why it happens" in out
    assert "    x = 2" in out
    assert main(["rules"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "not-applied",
        "stop-gradient",
        "unwired-state",
    ]


@pytest.mark.parametrize(
    ("variables", "colored"),
    [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False), ({}, False)],
)
def test_colours(
    variables: dict[str, str],
    colored: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    main(["analyze", "train.py"])
    assert ("\x1b[" in capsys.readouterr().out) is colored


def test_help_lists_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", "--help"]) == 0
    out = capsys.readouterr().out
    for name in RENDERERS:
        assert name in out


def test_render_does_not_import_tensorflow(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(json.dumps(fixtures.encoder_decoder()))
    code = (
        "import sys; from graphdoctor.cli import main; status = main(sys.argv[1:]); "
        "assert not {'tensorflow', 'keras'} & set(sys.modules); sys.exit(status)"
    )
    outputs = [
        part for entry in RENDERERS.values() if entry.suffix for part in ("-o", f"report2{entry.suffix}")
    ]
    done = subprocess.run(
        [sys.executable, "-c", code, "render", "report.json", *outputs],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert len(list(tmp_path.iterdir())) == 8


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_nothing_heavy_is_imported_for(option: str) -> None:
    code = (
        "import sys; from graphdoctor.cli import main; status = main(sys.argv[1:]); "
        "heavy = {'tensorflow', 'keras', 'networkx', 'numpy', 'jinja2', 'rich', 'jsonschema'} & set(sys.modules); "
        "assert not heavy, heavy; sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code, option], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    if option == "--version":
        assert done.stdout == f"graphdoctor {__version__}\n"


def test_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, mended = tmp_path / "broken.json", tmp_path / "mended.json"
    broken.write_text(json.dumps(fixtures.encoder_decoder()))
    mended.write_text(json.dumps(fixtures.encoder_decoder(broken=False)))
    assert main(["diff", str(mended), str(broken)]) == 1
    assert capsys.readouterr().out.startswith("lost: 3 variables")
    assert main(["diff", str(broken), str(mended), "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["won"]) == 3
    assert main(["diff", str(broken), str(tmp_path / "missing.json")]) == 2


def test_check_gives_the_worst_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("healthy.py", "broken.py", "other.py"):
        (tmp_path / name).write_text("import tensorflow" if name != "other.py" else "print()")
    assert main(["check", str(tmp_path / "healthy.py")]) == 0
    capsys.readouterr()
    assert main(["check", str(tmp_path), "--jobs", "2"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("error[unwired-state]")
    assert out.splitlines()[-1] == "2 scripts: 1 without findings, 1 with, 0 could not be analysed."
    assert main(["check", str(tmp_path), "--ignore", "unwired-state", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["reports"]) == 2
    assert main(["check", str(tmp_path), "--format", "sarif"]) == 1
    assert len(json.loads(capsys.readouterr().out)["runs"]) == 2
    use(monkeypatch, lambda _target, **_: fixtures.failed())
    assert main(["check", str(tmp_path)]) == 2
    assert "mend that first (train.py:7)" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "missing")]) == 2
    assert main(["check", str(tmp_path / "other.py"), "--format", "github"]) == 2
