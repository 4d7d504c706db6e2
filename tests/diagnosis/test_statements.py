"""A statement with what stops, casts or picks taken out: in the user's own text, valid, or not at all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from graphdoctor.diagnosis import statements
from graphdoctor.source import Location
from tests.diagnosis.test_codefixes import Fix, fixed


def mended(
    folder: Path, fix: Fix, line: str, mark: str, imports: str = "import tensorflow as tf"
) -> str | None:
    found = fixed(folder, fix, f"{imports}\ndef step(self, x):\n    {line}\n", mark)
    if found is not None:
        ast.parse(found)
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("features = tf.stop_gradient(self.features(x))", "features = self.features(x)"),
        ("return self.head(tf.stop_gradient(x + 1))", "return self.head((x + 1))"),
        ("y = 2 * tf.stop_gradient(a - b) + c", "y = 2 * (a - b) + c"),
        ("y = keras.ops.stop_gradient(a if b else c)  # stop", "y = a if b else c"),
        ("grösse = tf.stop_gradient(größe['ü']) * 'ß'", "grösse = größe['ü'] * 'ß'"),
        ("total += tf.stop_gradient(x)", "total += x"),
        ("x = tf.stop_gradient(x)", None),
        ("tf.stop_gradient(x)", None),
        ("y = tf.stop_gradient(*x)", None),
        ("y = tf.stop_gradient(a) + tf.stop_gradient(b)", None),
        ("y = tf.stop_gradient(input=x)", None),
        ("if tf.stop_gradient(x) > 0: pass", None),
        ("y = frozen(x)  # no stop_gradient here", None),
    ],
)
def test_a_stopped_gradient_is_let_through(line: str, expected: str | None, tmp_path: Path) -> None:
    assert mended(tmp_path, statements.without_stop, line, "stop") == expected


def test_a_statement_over_several_lines_becomes_one(tmp_path: Path) -> None:
    line = "y = self.head(\n        tf.stop_gradient(\n            x - 1,  # why\n        ),\n    )"
    assert mended(tmp_path, statements.without_stop, line, "stop_gradient") == "y = self.head(x - 1)"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cents = tf.cast(model(x) * 100.0, tf.int32)", "cents = model(x) * 100.0"),
        ("y = tf.cast(tf.cast(x * 3, tf.int64), tf.float32) / 3", "y = tf.cast((x * 3), tf.float32) / 3"),
        ("y = keras.ops.cast(x, dtype='int32')", "y = x"),
        ("y = tf.cast(x, tf.bool)", None),
        ("y = tf.cast(x, kind)", None),
        ("y = tf.cast(x, tf.int32) + tf.cast(z, tf.int32)", None),
    ],
)
def test_a_cast_to_whole_numbers_is_left_out(line: str, expected: str | None, tmp_path: Path) -> None:
    assert mended(tmp_path, statements.without_cast, line, "cast") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("vote = votes[0]", "vote = tf.reduce_mean(votes, axis=0)"),
        ("return tf.tanh(votes[:, -1])", "return tf.tanh(tf.reduce_mean(votes, axis=1))"),
        ("y = votes[..., 1]", "y = tf.reduce_mean(votes, axis=-1)"),
        ("y = votes[..., 1, :]", "y = tf.reduce_mean(votes, axis=-2)"),
        ("y = votes[1, ...]", "y = tf.reduce_mean(votes, axis=0)"),
        ("y = votes[0, 1]", None),
        ("y = votes[1:]", None),
        ("y = votes[k]", None),
        ("y = votes[True]", None),
        ("y = votes[0] + other[0]", None),
        ("y = votes[0] + table[k]", None),
        ("votes[0] = x", None),
    ],
)
def test_one_element_becomes_the_mean_of_all(line: str, expected: str | None, tmp_path: Path) -> None:
    assert mended(tmp_path, statements.mean_of_all, line, "votes") == expected


def test_the_mean_is_called_as_the_file_calls_its_library(tmp_path: Path) -> None:
    for imports, mean in (
        ("import tensorflow", "tensorflow.reduce_mean"),
        ("import keras as k", "k.ops.mean"),
    ):
        assert (
            mended(tmp_path, statements.mean_of_all, "v = votes[0]", "votes", imports)
            == f"v = {mean}(votes, axis=0)"
        )
    assert mended(tmp_path, statements.mean_of_all, "v = votes[0]", "votes", "from x import y") is None


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("mean, spread = predict(x)\n    return mean", ["spread"]),
        ("mean, _ = predict(x)\n    return mean", []),
        ("mean, spread = predict(x)\n    return mean, spread", []),
        ("mean = predict(x)\n    return mean", []),
        ("mean, spread = pair\n    return mean", []),
    ],
)
def test_results_that_nobody_reads_have_names(lines: str, names: list[str], tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(f"def step(x):\n    {lines}\n", encoding="utf-8")
    assert statements.unread_results(Location(str(path), 2)) == names
    assert statements.unread_results(None) == []


@pytest.mark.parametrize(
    ("line", "axis", "expected"),
    [
        ("a = tf.nn.softmax(score)", 1, "a = tf.nn.softmax(score, axis=1)"),
        ("a = tf.nn.softmax(s + b, axis=-1) * 2", 2, "a = tf.nn.softmax(s + b, axis=2) * 2"),
        ("a = tf.nn.softmax(score, name='a')", 1, None),
        ("a = tf.nn.softmax(score, -1)", 1, None),
        ("a = tf.nn.softmax(s) * tf.nn.softmax(z)", 1, None),
        ("a = tf.nn.softmax(*score)", 1, None),
        ("a = attend(score)", 1, None),
    ],
)
def test_a_softmax_runs_over_another_axis(line: str, axis: int, expected: str | None, tmp_path: Path) -> None:
    assert mended(tmp_path, lambda at: statements.over_axis(at, axis), line, "a = ") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("codes = tf.Variable(squeeze(x), trainable=False)", "codes = squeeze(x)"),
        ("codes = tf.Variable(initial_value=squeeze(x))", None),
        ("codes = squeeze(x)", None),
        ("codes = tf.Variable(codes)", None),
    ],
)
def test_a_value_that_was_made_a_variable(line: str, expected: str | None, tmp_path: Path) -> None:
    assert mended(tmp_path, statements.without_variable, line, "codes = ") == expected


@pytest.mark.parametrize(
    ("line", "useless"),
    [
        ("x = tf.stop_gradient(x)", True),
        ("x = tf.stop_gradient(x, name='y')", False),
        ("x = tf.stop_gradient(x + 1)", False),
        ("y = tf.stop_gradient(x)", False),
        ("x = float(x)", False),
    ],
)
def test_a_line_that_could_be_left_out(line: str, useless: bool, tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(f"{line}\n", encoding="utf-8")
    assert statements.only_passes(Location(str(path), 1), "stop_gradient") is useless
