"""Baselines: what is in them, what survives an edit, what is new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graphdoctor.errors import UserError
from graphdoctor.report.selection import active, unused_suppressions
from graphdoctor.suppression import Wishes, suppress
from graphdoctor.suppression.baseline import read_baseline, write_baseline
from graphdoctor.suppression.recording import record
from tests.report import fixtures
from tests.support import assert_valid

FILE = Path("base.json")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text("")
    return tmp_path


def against(report: Any) -> dict[str, Any]:
    wishes = Wishes(("unwired-state",), baseline=read_baseline(FILE), baseline_file=FILE)
    found = suppress(report, wishes)
    assert_valid(found)
    return found


def broken(**more: Any) -> dict[str, Any]:
    report = fixtures.encoder_decoder()
    for entry in report["variables"]:
        if entry["finding"]:
            step = {"op": "while/MatMul_3", "type": "MatMul"}
            entry["witness"] = {"kind": "cut", "steps": [step]}
    return {**report, **more}


def test_what_is_written() -> None:
    record(FILE, [broken()])
    assert FILE.read_text() == (
        '{\n  "schema": "graphdoctor-baseline/1",\n  "targets": {\n    "train.py": [\n'
        + ",\n".join(
            f'      {{\n        "cause": "unwired-state",\n        "op": "MatMul",\n'
            f'        "variable": "encoder/lstm_cell/{role}"\n      }}'
            for role in ("bias", "kernel", "recurrent_kernel")
        )
        + "\n    ]\n  }\n}\n"
    )


def test_the_same_findings_in_another_order_give_the_same_bytes() -> None:
    record(FILE, [broken()])
    before = FILE.read_bytes()
    report = broken()
    report["findings"][0]["variables"].reverse()
    report["variables"].reverse()
    record(FILE, [report])
    assert FILE.read_bytes() == before


def test_moved_lines_are_not_new() -> None:
    record(FILE, [broken()])
    report = broken()
    report["findings"][0]["location"]["line"] += 40
    report["findings"][0]["location"]["code"] = "out = decoder(dec_in)"
    report["variables"][0]["witness"]["steps"][0]["op"] = "while/MatMul_7"
    found = against(report)
    assert active(found) == []
    assert found["findings"][0]["suppressed"] == {"by": "baseline", "reason": "base.json"}
    assert unused_suppressions(found) == []


def test_a_variable_more_is_new() -> None:
    record(FILE, [broken()])
    report = broken()
    report["variables"].append(
        fixtures.variable(
            "encoder/more", "encoder", "LSTM", "disconnected", cause="unwired-state", finding="F1"
        )
    )
    report["findings"][0]["variables"].append("encoder/more")
    found = against(report)
    assert [finding["variables"] for finding in active(found)] == [["encoder/more"]]
    assert len(found["findings"]) == 2


@pytest.mark.parametrize("change", ["cause", "op"])
def test_another_cause_or_op_is_new(change: str) -> None:
    record(FILE, [broken()])
    report = broken()
    if change == "cause":
        report["findings"][0]["cause"] = "dropped-output"
    else:
        for entry in report["variables"]:
            entry["witness"] = {"kind": "cut", "steps": [{"op": "StopGradient", "type": "StopGradient"}]}
    found = against(report)
    assert len(active(found)) == 1
    assert len(unused_suppressions(found)) == 3


def test_what_no_longer_occurs_is_told() -> None:
    record(FILE, [broken()])
    found = against(fixtures.encoder_decoder(broken=False))
    assert [note["message"] for note in unused_suppressions(found)] == [
        f"unused suppression: base.json lists unwired-state of encoder/lstm_cell/{role}, "
        "which does not occur any more"
        for role in ("bias", "kernel", "recurrent_kernel")
    ]


def test_a_crash_has_its_line_of_code_for_a_name() -> None:
    crash = broken(variables=[], losses=[])
    crash["findings"][0] |= {"variables": [], "cause": "state-count-mismatch", "restores": []}
    record(FILE, [crash])
    (entry,) = json.loads(FILE.read_text())["targets"]["train.py"]
    assert entry["code"] == "dec_out = decoder(dec_in)"
    crash["findings"][0]["location"]["line"] += 5
    assert active(against(crash)) == []
    crash["findings"][0]["location"]["code"] = "other(dec_in)"
    assert len(active(against(crash))) == 1


def test_other_targets_and_failed_ones_keep_their_entries(folder: Path) -> None:
    (folder / "other.py").write_text("")
    record(FILE, [broken(), broken(target="other.py")])
    record(FILE, [fixtures.encoder_decoder(broken=False), fixtures.failed() | {"target": "other.py"}])
    assert list(json.loads(FILE.read_text())["targets"]) == ["other.py"]


def test_paths_are_relative_to_the_baseline(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sub").mkdir()
    record(Path("sub/base.json"), [broken(), broken(target="package.train")])
    assert list(json.loads(Path("sub/base.json").read_text())["targets"]) == ["../train.py", "package.train"]


def test_what_is_accepted_otherwise_is_not_recorded() -> None:
    report = suppress(broken(), Wishes((), patterns=["*/bias"]))
    record(FILE, [report])
    assert {
        entry["variable"].rsplit("/")[-1] for entry in json.loads(FILE.read_text())["targets"]["train.py"]
    } == {
        "kernel",
        "recurrent_kernel",
    }


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        '{"schema": "graphdoctor-report/1"}',
        '{"schema": "graphdoctor-baseline/1"}',
        '{"schema": "graphdoctor-baseline/1", "targets": []}',
        '{"schema": "graphdoctor-baseline/1", "targets": {"a": [{"cause": "b"}]}}',
        '{"schema": "graphdoctor-baseline/1", "targets": {"a": [{"cause": "b", "variable": 1, "op": null}]}}',
        '{"schema": "graphdoctor-baseline/1", "targets": {"a": "b"}}',
    ],
)
def test_what_is_no_baseline(content: str) -> None:
    FILE.write_text(content)
    with pytest.raises(UserError, match=r"base\.json is no baseline: .*write it anew") as raised:
        read_baseline(FILE)
    assert raised.value.kind == "bad-baseline"


def test_a_baseline_that_is_not_there() -> None:
    with pytest.raises(UserError, match=r"write one with --write-baseline base\.json"):
        read_baseline(FILE)


def test_reading_gives_what_was_written() -> None:
    written = record(FILE, [broken()])
    write_baseline(FILE, written)
    assert {name: set(entries) for name, entries in read_baseline(FILE).items()} == {
        name: set(entries) for name, entries in written.items()
    }
