"""One table, one document: the reports of many scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphdoctor.errors import UserError
from graphdoctor.report.many import MANY, Checked, planned_many, write_many
from graphdoctor.report.renderer import RenderOptions
from graphdoctor.report.table import table
from tests.report import fixtures

OPTIONS = RenderOptions()


def checked() -> list[Checked]:
    accepted = fixtures.encoder_decoder() | {"target": "scripts/accepted.py"}
    accepted["findings"] = [{**accepted["findings"][0], "suppressed": {"by": "ignore", "reason": None}}]
    accepted["notes"] = ["undecided: x"]
    stopped = fixtures.failed() | {"target": "stopped.py", "capture": None}
    stopped["error"] = {"kind": "interrupted", "message": "stopped before it was analysed", "location": None}
    healthy = fixtures.encoder_decoder(broken=False) | {"target": "漢.py"}
    return [
        Checked(fixtures.encoder_decoder(), 1),
        Checked(healthy, 0),
        Checked(accepted, 0),
        Checked(fixtures.failed() | {"target": "fails\x1b.py", "capture": None}, 2),
        Checked(stopped, 2),
    ]


def test_the_text_ends_with_a_table() -> None:
    text = MANY["text"](checked(), OPTIONS)
    assert text.startswith("error[unwired-state]")
    assert text.count("error[unwired-state]") == 1
    assert text.partition("\nnote: ")[2] == (
        "scripts/accepted.py: undecided: x\n"
        "script               result    learn  seconds  what\n"
        "-------------------  --------  -----  -------  ----\n"
        "train.py             findings  5/8    0.8      unwired-state\n"
        "漢.py                ok        8/8    0.8\n"
        "scripts/accepted.py  ok        5/8    0.8      1 suppressed\n"
        "fails\\x1b.py         failed                    the script failed before any training step: "
        "FileNotFoundError: data.csv; mend that first (train.py:7)\n"
        "stopped.py           stopped                   stopped before it was analysed\n"
        "5 scripts: 2 without findings, 1 with, 2 could not be analysed.\n"
    )


def test_one_json_document_holds_all() -> None:
    document = json.loads(MANY["json"](checked(), OPTIONS))
    assert document["schema"] == "graphdoctor-check/1"
    assert document["status"] == 2
    assert document["summary"] == {"ok": 2, "findings": 1, "failed": 2}
    assert document["interrupted"] == ["stopped.py"]
    assert document["reports"] == [entry.report for entry in checked()]


@pytest.mark.parametrize("name", MANY)
def test_every_format_takes_hostile_reports(name: str) -> None:
    text = MANY[name]([Checked(fixtures.hostile(), 1), *checked()], OPTIONS)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.encode("utf-8", errors="strict")


def test_files(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a.json", "b.sarif", "c.TXT")]
    write_many(planned_many(paths), checked(), OPTIONS)
    assert len(json.loads((tmp_path / "a.json").read_text())["reports"]) == 5
    assert len(json.loads((tmp_path / "b.sarif").read_text())["runs"]) == 5
    assert (tmp_path / "c.TXT").read_text() == MANY["text"](checked(), OPTIONS)
    for wrong in ("a.svg", "missing/a.json"):
        with pytest.raises(UserError):
            planned_many([str(tmp_path / wrong)])


def test_a_table_without_rows() -> None:
    assert list(table(["a", "bb"], [])) == ["a  bb", "-  --"]
