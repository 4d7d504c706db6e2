"""Where several encoders' states fit a decoder alike, all of them are named, each with what it reconnects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.diagnosis.scripts import analysed, script
from tests.support import CASES

pytestmark = pytest.mark.tf

CLASS = script("two-encoders-beside-each-other")


def test_two_encoders_beside_each_other_fit_alike(tmp_path: Path) -> None:
    question, passage = analysed(tmp_path, CLASS).report["findings"]
    weights = {
        layer: [f"reader/{layer}/gru_cell/{w}" for w in ("kernel", "recurrent_kernel", "bias")]
        for layer in ("question", "passage")
    }
    assert question["suggestion"] == "self.answer(a, initial_state=q_state)"
    assert question["candidates"] == [
        {"source": layer, "suggestion": f"self.answer(a, initial_state={state})", "restores": weights[layer]}
        for layer, state in (("question", "q_state"), ("passage", "p_state"))
    ]
    assert question["restores"] == weights["question"]
    assert [c["source"] for c in passage["candidates"]] == ["passage", "question"]
    assert "the states of question and passage fit answer alike" in question["help"]


def test_each_candidate_mends_what_it_says(tmp_path: Path) -> None:
    for state, mended in (("q_state", "question"), ("p_state", "passage")):
        source = CLASS.replace("self.answer(a)", f"self.answer(a, initial_state={state})")
        report = analysed(tmp_path, source, "--verify").report
        assert {v["layer"] for v in report["variables"] if v["verdict"] != "connected"} == (
            {"question", "passage"} - {mended}
        )
        assert all(finding["candidates"] == [] for finding in report["findings"])


def test_functional_models_have_candidates_as_well(tmp_path: Path) -> None:
    findings = analysed(tmp_path, script("two-functional-encoders")).report["findings"]
    assert [[c["suggestion"] for c in f["candidates"]] for f in findings] == [
        ["answer(y, initial_state=[one_h, one_c])", "answer(y, initial_state=[two_h, two_c])"],
        ["answer(y, initial_state=[two_h, two_c])", "answer(y, initial_state=[one_h, one_c])"],
    ]
    assert [[len(c["restores"]) for c in f["candidates"]] for f in findings] == [[3, 3], [3, 3]]


def test_a_state_that_reconnects_all_is_better_and_has_no_rival(tmp_path: Path) -> None:
    (finding,) = analysed(tmp_path, script("encoder-on-top-of-another")).report["findings"]
    assert finding["suggestion"] == "answer(y, initial_state=[two_h, two_c])"
    assert len(finding["variables"]) == len(finding["restores"]) == 6
    assert finding["candidates"] == []


def test_a_state_that_two_decoders_could_take_is_said_so(tmp_path: Path) -> None:
    script = (CASES / "two-functional-decoders-one-lost-memory" / "script.py").read_text(encoding="utf-8")
    (finding,) = analysed(tmp_path, script).report["findings"]
    price, volume = finding["candidates"]
    assert "fits price_decoder and volume_decoder alike" in finding["help"]
    assert price["suggestion"] == finding["suggestion"]
    assert "location" not in price
    assert volume["location"]["line"] == finding["location"]["line"] + 1
    assert volume["restores"] == price["restores"] == finding["variables"]
    lines = script.splitlines()
    line = volume["location"]["line"] - 1
    lines[line] = f"volume_states = {volume['suggestion']}"
    mended = analysed(tmp_path, "\n".join(lines), "--verify").report
    assert mended["findings"] == []
    assert [row["note"] for row in mended["states"] if row["severity"] == "info"] == [
        "volume_decoder, beside it, takes the state of memory"
    ]
