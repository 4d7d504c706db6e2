"""Suggestions for lost states: code that can be typed at the decoder's line, in the names of the script."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.diagnosis.scripts import analysed, script
from tests.support import run

pytestmark = pytest.mark.tf

LOOP = script("lost-states-of-every-kind")

EXPECTED = {
    "named_enc": "named_dec(y, initial_state=[h, c])",
    "list_enc": "list_dec(y, initial_state=result[1:])",
    "star_enc": "star_dec(inputs_of(y), initial_state=states)",
    "gru_enc": "gru_dec(y, initial_state=code)",
    "down_enc": "down_dec(y, initial_state=top)",
    "blank_enc": "blank_dec(y, initial_state=[state_h, state_c])",
    "wide_enc": "wide_dec(y, initial_state=[layers.Concatenate()([wide[1], wide[3]]), "
    "layers.Concatenate()([wide[2], wide[4]])])",
    "joined_enc": "joined_dec(y, initial_state=both)",
    "plain_enc": "plain_dec(y, initial_state=[state_h, state_c])",
    "conv_enc": "conv_dec(images, initial_state=conv[1:])",
    "up_enc": "up_dec(y, initial_state=[up, up])",
    "two_way": "two_way_dec(y, initial_state=[fore, back])",
}


def found(report: dict[str, Any]) -> dict[str, Any]:
    """The findings by the encoder's name."""
    return {f["title"].rpartition(" ")[2]: f for f in report["findings"] if f["cause"] == "unwired-state"}


def test_suggestions_speak_the_scripts_own_names(tmp_path: Path) -> None:
    report = analysed(tmp_path, LOOP).report
    findings = found(report)
    assert {name: f["suggestion"] for name, f in findings.items()} == EXPECTED
    for finding in findings.values():
        assert finding["restores"] == finding["variables"]
    assert "blank_out, state_h, state_c = blank_enc(x)" in findings["blank_enc"]["help"]
    assert "_, state_h, state_c = plain_enc(x)" in findings["plain_enc"]["help"]
    states = {row["layer"]: row["severity"] for row in report["states"]}
    assert {n for n, s in states.items() if s == "error"} == {n.replace("enc", "dec") for n in EXPECTED} - {
        "two_way"
    } | {"two_way_dec"}


@pytest.mark.slow
def test_what_is_suggested_mends_the_script(tmp_path: Path) -> None:
    """Every suggestion typed in: the script still runs, and no finding is left."""
    source = LOOP
    for name, code in EXPECTED.items():
        call = code.partition("(")[0]
        line = next(text for text in source.splitlines() if f" {call}(" in text or f"({call}(" in text)
        old = line[line.index(f"{call}(") :].removeprefix(call)
        end = _closing(old)
        source = source.replace(line, line.replace(call + old[:end], code))
        if name in ("blank_enc", "plain_enc"):
            kept = "blank_out, _, _ = blank_enc(x)" if name == "blank_enc" else "summary = plain_enc(x)"
            source = source.replace(kept, f"_, state_h, state_c = {name}(x)")
    source = source.replace("layers.LSTM(13, name=", "layers.LSTM(13, return_state=True, name=", 1)
    ran = analysed(tmp_path, source)
    assert ran.report["error"] is None
    assert [f["title"] for f in found(ran.report).values()] == []
    plain = run([sys.executable, "script.py"], cwd=tmp_path)
    assert plain.status == 0, plain.stderr[-2000:]


def _closing(text: str) -> int:
    """How long the bracket that a text begins with is."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place + 1
    raise AssertionError(text)


FUNCTIONAL = script("lost-states-in-a-functional-model")


def test_functional_models_name_what_the_script_made_of_the_state(tmp_path: Path) -> None:
    findings = found(analysed(tmp_path, FUNCTIONAL).report)
    assert {name: f["suggestion"] for name, f in findings.items()} == {
        "a_enc": 'layers.LSTM(4, name="a_dec")(two, initial_state=[state_h, state_c])',
        "b_enc": 'layers.LSTM(10, name="b_dec")(two, initial_state=[both_h, both_c])',
        "c_enc": 'layers.GRU(6, name="c_dec")(two, initial_state=c_all[1])',
        "d_enc": None,  # no name at this place holds it
    }
    assert all(f["restores"] == f["variables"] for f in findings.values())
    assert findings["d_enc"]["help"].startswith("hand the state that script.py:")


SUBCLASS = script("lost-states-in-layers-of-ones-own")


def test_attributes_and_parameters_are_names_as_well(tmp_path: Path) -> None:
    findings = found(analysed(tmp_path, SUBCLASS).report)
    assert len(findings) == 3
    told = {f["location"]["code"] + f["location"]["file"]: f for f in findings.values()}
    by_line = sorted(findings.values(), key=lambda f: f["location"]["line"])
    assert [f["suggestion"] for f in by_line] == [
        "self.rnn(y, initial_state=states)",
        None,
        "self.decoder(y, initial_state=[self.h, self.c])",
    ]
    assert all(f["restores"] == f["variables"] for f in findings.values())
    assert told
