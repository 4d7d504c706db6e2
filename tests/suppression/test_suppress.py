"""Marking, splitting and complaining, on reports built by hand."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from graphdoctor.report.selection import active, counts, suppressed, suppressed_sentence, unused_suppressions
from graphdoctor.report.words import verdict_sentence
from graphdoctor.suppression import Wishes, suppress
from tests.report import fixtures
from tests.support import assert_valid

KNOWN = ("unwired-state", "stop-gradient", "unused-variable", "state-count-mismatch")
KERNEL, RECURRENT, BIAS = (f"encoder/lstm_cell/{role}" for role in ("kernel", "recurrent_kernel", "bias"))
LINES = {
    10: "encoder = LSTM(32)",
    12: "enc_out, state_h, state_c = encoder(enc_in)",
    14: "dec_out = decoder(dec_in)",
    18: 'model.compile("adam", "mse")',
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def script(folder: Path, **comments: str) -> None:
    """Writes train.py with comments by line: ``line14="# …"``."""
    lines = [LINES.get(number, "pass") for number in range(1, 20)]
    for name, comment in comments.items():
        lines[int(name.removeprefix("line")) - 1] += f"  {comment}"
    (folder / "train.py").write_text("\n".join(lines) + "\n")


def accept(report: Any = None, **wishes: Any) -> dict[str, Any]:
    found = suppress(report or fixtures.encoder_decoder(), Wishes(KNOWN, **wishes))
    assert_valid(found)
    return found


def test_nothing_accepted_changes_nothing(folder: Path) -> None:
    script(folder)
    assert accept() == fixtures.encoder_decoder()


def test_a_comment_at_the_line(folder: Path) -> None:
    script(folder, line14="# graphdoctor: ignore[unwired-state] starts from zeros on purpose")
    before = fixtures.encoder_decoder()
    report = accept(copy.deepcopy(before))
    mark = {"by": "comment", "reason": "starts from zeros on purpose"}
    assert report["findings"] == [{**before["findings"][0], "suppressed": mark}]
    assert report["variables"] == before["variables"]
    assert report["summary"] == before["summary"]
    assert report["notes"] == []
    assert not counts(report, "info")
    assert verdict_sentence(report) == "5 of 8 variables learn. 3 are suppressed."
    assert suppressed_sentence(suppressed(report)) == (
        "1 finding suppressed (1 by a comment: starts from zeros on purpose)"
    )


def test_a_comment_where_the_variable_is_created(folder: Path) -> None:
    script(folder, line10="# graphdoctor: ignore[unwired-state]")
    report = fixtures.encoder_decoder()
    for entry in report["variables"]:
        if entry["name"] == BIAS:
            entry["created_at"]["line"] = 11
    report = accept(report)
    kept, accepted = report["findings"]
    assert (kept["id"], kept["variables"], kept.get("suppressed")) == ("F1", [BIAS], None)
    assert (accepted["variables"], accepted["suppressed"]["by"]) == ([KERNEL, RECURRENT], "comment")
    owner = {entry["name"]: entry["finding"] for entry in report["variables"]}
    assert (owner[BIAS], owner[KERNEL], owner[RECURRENT]) == ("F1", accepted["id"], accepted["id"])
    assert accepted["restores"] == [KERNEL, RECURRENT]
    assert kept["restores"] == [BIAS]


def test_a_comment_for_another_cause_is_unused(folder: Path) -> None:
    script(folder, line14="# graphdoctor: ignore[stop-gradient] no more")
    report = accept()
    assert active(report) == report["findings"]
    (note,) = unused_suppressions(report)
    assert note == {
        "kind": "unused-suppression",
        "by": "comment",
        "what": "ignore[stop-gradient]",
        "message": "unused suppression: no stop-gradient was found at this statement",
        "location": {
            "file": "train.py",
            "line": 14,
            "code": "dec_out = decoder(dec_in)  # graphdoctor: ignore[stop-gradient] no more",
        },
    }


def test_one_of_two_causes_is_unused(folder: Path) -> None:
    script(folder, line14="# graphdoctor: ignore[unwired-state, unwired-stat]")
    report = accept()
    assert active(report) == []
    (note,) = unused_suppressions(report)
    assert "no cause is called 'unwired-stat'; did you mean 'unwired-state'?" in note["message"]


def test_a_bare_comment_is_for_every_cause(folder: Path) -> None:
    script(folder, line14="# graphdoctor: ignore", line3="# graphdoctor: ignore")
    report = accept()
    assert active(report) == []
    assert [note["location"]["line"] for note in unused_suppressions(report)] == [3]


def test_a_comment_that_cannot_be_understood_suppresses_nothing_and_says_so(folder: Path) -> None:
    script(folder, line14="# graphdoctor: ignore[unwired-state")
    report = accept()
    assert len(active(report)) == 1
    assert "this comment suppresses nothing" in unused_suppressions(report)[0]["message"]


def test_a_comment_in_a_notebook_cell(folder: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# graphdoctor: ignore"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "x = 1"},
        {
            "cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
            "source": "!pip install 'x\ny = 2\nz = f(y)  # graphdoctor: ignore[unwired-state] shown",
        },
    ]  # fmt: skip
    document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    (folder / "train.ipynb").write_text(json.dumps(document))
    report = fixtures.encoder_decoder()
    report["target"] = "train.ipynb"
    for entry in report["variables"]:
        entry["created_at"] |= {"file": "train.ipynb", "cell": 1, "line": 1}
    place = report["findings"][0]["location"]
    place |= {"file": "train.ipynb", "cell": 2, "line": 3}
    assert active(accept(copy.deepcopy(report))) == []
    place["cell"] = 1  # the same line of another cell
    marked = accept(report)
    assert len(active(marked)) == 1
    assert [note["location"]["cell"] for note in unused_suppressions(marked)] == [2]


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["encoder/*"], []),
        (["*/bias"], [KERNEL, RECURRENT]),
        (["*/kernel", "*/bias"], [RECURRENT]),
        (["Encoder/*"], [KERNEL, RECURRENT, BIAS]),
    ],
)
def test_patterns(folder: Path, patterns: list[str], left: list[str]) -> None:
    report = accept(patterns=patterns)
    assert [name for finding in active(report) for name in finding["variables"]] == left
    assert sum(len(finding["variables"]) for finding in report["findings"]) == 3
    assert len({finding["id"] for finding in report["findings"]}) == len(report["findings"])


def test_patterns_that_match_nothing(folder: Path) -> None:
    report = accept(patterns=["decoder/*", "pooler/*", "encoder/*"])
    assert [note["message"] for note in unused_suppressions(report)] == [
        "unused suppression: 'decoder/*': nothing is wrong with what it matches",
        "unused suppression: 'pooler/*': no variable has such a name",
    ]


def test_ignore_and_select(folder: Path) -> None:
    assert accept(ignored=["unwired-state"])["findings"][0]["suppressed"] == {"by": "ignore", "reason": None}
    assert accept(selected=["stop-gradient"])["findings"][0]["suppressed"]["by"] == "select"
    assert accept(selected=["unwired-state"], ignored=["stop-gradient"]) == fixtures.encoder_decoder()


def test_a_comment_comes_before_the_rest(folder: Path) -> None:
    script(folder, line14="# graphdoctor: ignore[unwired-state] why")
    report = accept(patterns=["encoder/*"], ignored=["unwired-state"])
    assert report["findings"][0]["suppressed"] == {"by": "comment", "reason": "why"}
    assert unused_suppressions(report) == []  # the pattern matches as well


def test_once_more_changes_nothing(folder: Path) -> None:
    script(folder, line14="# graphdoctor: ignore[stop-gradient]")
    once = accept(patterns=["*/bias", "none/*"])
    assert accept(copy.deepcopy(once), patterns=["*/bias", "none/*"]) == once


def test_boxes_of_the_drawing_point_to_their_own_part(folder: Path) -> None:
    report = fixtures.encoder_decoder()
    boxes = {
        box["label"]: box["finding"] for box in accept(report, patterns=["encoder/*"])["drawing"]["boxes"]
    }
    assert boxes == {box["label"]: box["finding"] for box in report["drawing"]["boxes"]}
    split = copy.deepcopy(report)
    split["drawing"]["boxes"].append(fixtures.box("b", "bias", variables=[BIAS], finding="F1"))
    accepted = accept(split, patterns=["*/bias"])
    found = {box["label"]: box["finding"] for box in accepted["drawing"]["boxes"]}
    assert found["encoder"] == "F1"
    assert found["bias"] == next(f["id"] for f in accepted["findings"] if f.get("suppressed"))


def test_a_script_that_was_not_analysed_has_no_unused_suppressions(folder: Path) -> None:
    script(folder, line3="# graphdoctor: ignore")
    report = accept(fixtures.failed(), patterns=["a*"])
    assert report == fixtures.failed()


def test_sources_that_are_gone(folder: Path) -> None:
    report = fixtures.encoder_decoder()
    report["variables"][0]["created_at"]["file"] = "gone.ipynb"
    assert accept(report) == report
