"""The text report: the voice, word for word."""

from __future__ import annotations

import re
from typing import Any

import pytest

from graphdoctor.report.renderer import RENDERERS, RenderOptions
from graphdoctor.report.words import cells, clean, compress, verdict_sentence
from tests.report import fixtures

EXPECTED = """\
error[unwired-state] the decoder never receives the encoder's final state
  --> train.py:14:11
   |
12 | enc_out, state_h, state_c = encoder(enc_in)
   |          ---------------- computed here and never used
14 | dec_out = decoder(dec_in)
   |           ^^^^^^^^^^^^^^^ starts from zeros
   |
   = 3 variables get no gradient: encoder/lstm_cell/{kernel, recurrent_kernel, bias}
   = help: decoder(dec_in, initial_state=[state_h, state_c])   checked: reconnects all 3

initial states
  decoder  LSTM  train.py:14  h, c: zeros   the decoder never receives the encoder's final state
  encoder  LSTM  train.py:12  h, c: zeros

5 of 8 variables learn. 3 never will.
the whole story: graphdoctor explain unwired-state
"""


def text(report: fixtures.Json, color: bool = False) -> str:
    rendered = RENDERERS["text"].render(report, RenderOptions(color=color))
    assert isinstance(rendered, str)
    return rendered


def test_the_voice() -> None:
    assert text(fixtures.encoder_decoder()) == EXPECTED


def test_colours_add_nothing_but_colours() -> None:
    colored = text(fixtures.encoder_decoder(), color=True)
    assert "\x1b[" in colored
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == EXPECTED.splitlines()


def test_a_healthy_model_is_one_line() -> None:
    assert text(fixtures.encoder_decoder(broken=False)) == "all 8 variables learn.\n"


def test_places_in_other_files_get_their_own_block() -> None:
    report = fixtures.encoder_decoder()
    report["findings"][0]["related"][0]["location"]["file"] = "model.py"
    lines = text(report).splitlines()
    assert "  --> train.py:14:11" in lines
    assert "  ::: model.py:12:10" in lines


def test_indentation_is_kept_relative() -> None:
    lines = text(fixtures.big()).splitlines()
    assert "40 | gate_conv = Conv2D(64, 1)" in lines
    assert "41 | gate = tf.stop_gradient(gate_conv(x))" in lines


def test_no_control_character_survives() -> None:
    for line in text(fixtures.hostile()).splitlines():
        assert line.isprintable() or "\u200d" in line
        assert "\u202e" not in line
        assert len(line) < 1000


def test_a_call_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    report = fixtures.encoder_decoder()
    place = report["findings"][0]["location"]
    place |= {"code": "dec_out = decoder(", "column": 11, "end_column": 6}
    assert "   |           ^^^^^^^^ starts from zeros" in text(report).splitlines()


def test_a_place_without_columns_or_code() -> None:
    report = fixtures.encoder_decoder()
    report["findings"][0]["location"] = {"file": "train.py", "line": 14, "code": ""}
    report["findings"][0]["related"] = []
    assert text(report).splitlines()[1:4] == ["  --> train.py:14", "   |", "   |"]


def test_notebook_cells_are_named() -> None:
    report = fixtures.encoder_decoder()
    report["findings"][0]["location"]["cell"] = 3
    assert "train.py:cell 3:14:11" in text(report)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/kernel", "a/bias"], "a/{kernel, bias}"),
        (["kernel"], "kernel"),
        (["w_query", "w_key"], "w_query, w_key"),
        (["a/k", "b/k"], "a/k, b/k"),
        ([f"l{i}/k" for i in range(9)], "l0/k, l1/k, l2/k, l3/k, l4/k, l5/k, and 3 more"),
        ([f"l/{i}" for i in range(14)], "l/{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 2 more}"),
    ],
)
def test_names_are_compressed(names: list[str], expected: str) -> None:
    assert compress(names) == expected


def test_cleaning() -> None:
    assert clean("a\nb\x1b\u202e") == "a\\nb\\x1b\\u202e"
    assert clean("x" * 100, 10) == "xxxxxx…xxx"
    assert cells("漢é") == 3


def test_sentences() -> None:
    report = fixtures.encoder_decoder()
    assert verdict_sentence(report) == "5 of 8 variables learn. 3 never will."
    report["findings"][0]["severity"] = "info"
    assert verdict_sentence(report) == "5 of 8 variables learn. 3 are not meant to."
    report["variables"][-1]["verdict"] = "frozen"
    assert verdict_sentence(report) == "4 of 7 variables learn (1 more is frozen). 3 are not meant to."
    next(v for v in report["variables"] if v["verdict"] == "connected")["undecided"] = True
    told = "3 of 7 variables learn (1 more is frozen). 3 are not meant to. 1 could not be decided."
    assert verdict_sentence(report) == told
    for entry in report["variables"]:
        entry |= {} if entry["verdict"] == "frozen" else {"verdict": "connected", "undecided": True}
    assert verdict_sentence(report) == "none of the 7 variables could be decided (1 more is frozen)."
    failed = fixtures.failed()
    assert verdict_sentence(failed) == "the script fails at train.py:7, before any training step."
    failed["error"]["kind"] = "timeout"
    assert verdict_sentence(failed) == "the script could not be analysed."
    assert verdict_sentence(fixtures.report()) == "the script has no trainable variables."


def state(name: str, source: str, layer: str | None = None, state: str | None = None) -> dict[str, Any]:
    return {"name": name, "source": source, "layer": layer, "state": state, "note": ""}


def row(layer: str, severity: str, note: str, *states: dict[str, Any]) -> dict[str, Any]:
    where = fixtures.location(12, "x")
    kind = {"layer": layer, "layer_type": "LSTM", "location": where}
    return {**kind, "states": list(states), "severity": severity, "note": note}


def test_odd_states_are_shown_with_all_others() -> None:
    report = fixtures.encoder_decoder(broken=False)
    report["states"] = [
        row("encoder", "ok", "", state("h", "zeros"), state("c", "zeros")),
        row("dec", "info", "h and c are swapped", state("h", "layer", "encoder", "c"), state("c", "stopped", "e", "h")),
        row("\x1b[31m", "ok", "", state("h", "previous"), state("c", "variable", "start")),
    ]  # fmt: skip
    assert text(report).splitlines()[:4] == [
        "initial states",
        "  encoder   LSTM  train.py:12  h, c: zeros",
        "  dec       LSTM  train.py:12  h: encoder c, c: e h behind a stopped gradient   h and c are swapped",
        r"  \x1b[31m  LSTM  train.py:12  h: its own last state, c: start",
    ]


def test_many_states_are_counted() -> None:
    report = fixtures.encoder_decoder(broken=False)
    report["states"] = [row(f"rnn_{n}", "ok", "", state("h", "zeros")) for n in range(20)]
    report["states"][17] |= {"severity": "error", "note": "takes nothing of the final state of rnn_0"}
    lines = text(report).splitlines()
    assert "rnn_17" in lines[12]  # what is wrong is never left out
    assert lines[13].strip() == "and 8 more layers"
