"""Advice for layers that were given states which do not fit, read from the source alone."""

from __future__ import annotations

import linecache
from pathlib import Path

import pytest

from graphdoctor.diagnosis.crash import roundtrip_finding, state_finding
from graphdoctor.diagnosis.misfit import Advice, StateFailure, advice
from graphdoctor.source import Location

SOURCE = """\
encoded = LSTM(8, name="encoder")(x)
whole = LSTM(8, return_state=True)(x)
_, state = GRU(8, return_state=True)(x)
both = Bidirectional(LSTM(8, name="inner"), name="outer")(x)
_, h, c = whole
decoder = LSTM(8, name="decoder")
wide = Bidirectional(LSTM(8), name="wide")
a = decoder(y, initial_state=[encoded])
b = decoder(y, initial_state=whole)
d = decoder(y, initial_state=[state])
e = decoder(y, initial_state=[both, both])
f = wide(y, initial_state=[h, c])
g = wide(y, initial_state=states)
i = decoder(y, [h, c, h])
"""


def told(
    folder: Path, line: int, given: tuple[int, ...], needed: tuple[int, ...], **more: str | bool
) -> Advice:
    path = folder / "script.py"
    path.write_text(SOURCE, encoding="utf-8")
    linecache.clearcache()
    name, kind = ("wide", "Bidirectional") if line in (12, 13) else ("decoder", "LSTM")
    shapes = tuple((None, size) for size in given)
    place = Location(str(path), line)
    return advice(StateFailure(name, kind, needed, shapes, place, bool(more.get("both", False))))


def test_an_output_is_no_pair_of_states(tmp_path: Path) -> None:
    found = told(tmp_path, 8, (8,), (8, 8))
    assert found.suggestion == "decoder(y, initial_state=[state_h, state_c])"
    assert found.help is not None
    assert '_, state_h, state_c = LSTM(8, name="encoder", return_state=True)(x)' in found.help


def test_the_whole_result_holds_an_output_too_much(tmp_path: Path) -> None:
    assert told(tmp_path, 9, (8, 8, 8), (8, 8)).suggestion == "decoder(y, initial_state=whole[1:])"


def test_one_state_for_two_places(tmp_path: Path) -> None:
    assert told(tmp_path, 10, (8,), (8, 8)).suggestion == "decoder(y, initial_state=[state, state])"


def test_both_directions_are_added(tmp_path: Path) -> None:
    found = told(tmp_path, 11, (16, 16), (8, 8), both=True)
    assert found.suggestion == "decoder(y, initial_state=[forward_h + backward_h, forward_c + backward_c])"
    assert found.help is not None
    assert 'Bidirectional(LSTM(8, name="inner", return_state=True), name="outer")(x)' in found.help
    assert "a decoder of 16 units" in found.help


@pytest.mark.parametrize(("line", "given"), [(12, "[h, c, h, c]"), (13, "[*states, *states]")])
def test_a_bidirectional_decoder_needs_states_for_both_directions(
    line: int, given: str, tmp_path: Path
) -> None:
    assert told(tmp_path, line, (8, 8), (8,) * 4).suggestion == f"wide(y, initial_state={given})"


def test_what_depends_on_the_user_is_said_in_words(tmp_path: Path) -> None:
    assert told(tmp_path, 14, (8, 8, 8), (8, 8)) == Advice(
        None, "give decoder exactly 2 states: those that its encoder returns with return_state=True"
    )
    assert told(tmp_path, 9, (12, 12), (8, 8)) == Advice(
        None, "give decoder 12 units, or bring each state to 8 with a Dense layer"
    )


def test_without_source_there_is_no_code() -> None:
    failure = StateFailure("decoder", "LSTM", (8, 8), ((None, 8),), None)
    assert advice(failure).suggestion is None
    assert advice(failure).help


def test_a_finding_names_what_is_given_and_what_is_needed() -> None:
    place = Location("train.py", 3, "y = decoder(x, initial_state=[h])")
    found = state_finding(StateFailure("decoder", "LSTM", (8, 8), ((None, 8),), place))
    assert found is not None
    assert found["cause"] == "state-count-mismatch"
    assert (
        found["title"] == "decoder gets 1 state of shape (batch, 8), but needs 2 states of shape (batch, 8)"
    )
    assert state_finding(StateFailure("decoder", "GRU", (8,), ((None, 8),), place)) is None
    shape = state_finding(StateFailure("decoder", "GRU", (8,), ((None, 9),), place))
    assert shape is not None
    assert shape["cause"] == "state-shape-mismatch"


def test_the_states_of_pictures_have_filters() -> None:
    given = ((None, 8, 9, 6), (None, 8, 9, 6))
    found = state_finding(StateFailure("forecaster", "ConvLSTM2D", (4, 4), given, None, rank=4))
    assert found is not None
    assert found["title"].endswith("needs 2 states of shape (batch, 8, 9, 4)")
    assert found["help"] == "give forecaster 6 filters, or bring each state to 4 with a Conv2D layer"


def test_a_value_that_leaves_inside_a_function_is_computed_by_tensorflow(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text("rate = np.exp(eta)\norder = np.argsort(s)\n", encoding="utf-8")
    linecache.clearcache()
    assert (
        roundtrip_finding("array", Location(str(path), 1, "rate = np.exp(eta)"))["suggestion"]
        == "rate = tf.exp(eta)"
    )
    other = roundtrip_finding("array", Location(str(path), 2, "order = np.argsort(s)"))
    assert other["suggestion"] is None
    assert other["help"]


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("size = float(w.numpy())", "size = w"),
        ("size = float(w.numpy().sum())", None),  # no method of a tensor's
        ("size = np.exp(w).max()", None),
    ],
)
def test_methods_of_arrays_are_no_methods_of_tensors(
    tmp_path: Path, code: str, suggestion: str | None
) -> None:
    path = tmp_path / "step.py"
    path.write_text(f"{code}\n", encoding="utf-8")
    linecache.clearcache()
    assert roundtrip_finding("numpy", Location(str(path), 1, code))["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("kind", "says"), [("bool", "tf.where"), ("format", "tf.print"), ("index", "tf.gather")]
)
def test_what_python_asks_of_a_tensor_has_its_own_advice(tmp_path: Path, kind: str, says: str) -> None:
    path = tmp_path / "step.py"
    path.write_text("rate = max(loss, 1.0)\n", encoding="utf-8")
    found = roundtrip_finding(kind, Location(str(path), 1, "rate = max(loss, 1.0)"))
    assert found["suggestion"] is None
    assert says in found["help"]
