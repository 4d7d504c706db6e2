"""The user's source: which call stands at a line, and what its assignment's names hold later."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from graphdoctor.diagnosis.calls import constructor, layer_call, spelled, with_initial_state
from graphdoctor.diagnosis.held import held, visible, with_names
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.source import Location, register_cell, shown_path


def code(source: str) -> UserCode:
    return UserCode(source, ast.parse(source))


def called(source: str, line: int = 1, name: str = "encoder", kind: str = "LSTM") -> str | None:
    one = code(source)
    call = layer_call(one, line, name, kind)
    return None if call is None else one.source(call)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("y = encoder(x)", "encoder(x)"),
        ("y = tf.nn.relu(encoder(x))", "encoder(x)"),
        ("y = dense(encoder(x))", "encoder(x)"),
        ('y = Dense(2)(LSTM(8, name="encoder")(x))', 'LSTM(8, name="encoder")(x)'),
        ("y = self.a(self.b(x))", None),
        ('y = LSTM(8, name="other")(LSTM(8, name="encoder")(x))', 'LSTM(8, name="encoder")(x)'),
        ("enc = LSTM(8)\ny = self.mix(enc(x), x)", "enc(x)"),
        ("y = tf.zeros([2])", None),
        ("for y in encoder(x):\n    z = other(y)", "encoder(x)"),
    ],
)
def test_the_layers_call_at_a_line(source: str, found: str | None) -> None:
    assert called(source, 2 if source.startswith("enc = ") else 1) == found


def names(source: str, count: int = 3) -> tuple[str | None, ...]:
    one = code(source)
    call = layer_call(one, 1, "encoder", "LSTM")
    assert call is not None
    kept = held(one, call, count)
    return kept.names if kept is not None else ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("out, h, c = encoder(x)", ("out", "h", "c")),
        ("_, h, _ = encoder(x)", (None, "h", None)),
        ("out, *states = encoder(x)", ("out", "states[0]", "states[1]")),
        ("outs = encoder(x)", ("outs", "outs[1]", "outs[2]")),
        ("self.out, self.h, self.c = encoder(x)", ("self.out", "self.h", "self.c")),
        ("h, c = encoder(x)[1:]", (None, "h", "c")),
        ("h = encoder(x)[1]", (None, "h", None)),
        ("c = encoder(x)[-1]", (None, None, "c")),
        ("h = encoder(x)[n]", ()),
        ("h = tf.tanh(encoder(x))", ()),
        ("a = b = encoder(x)", ()),
        ("return encoder(x)", ()),
    ],
)
def test_what_an_assignment_calls_the_outputs(source: str, expected: tuple[str | None, ...]) -> None:
    if source.startswith("return"):
        source = f"def f(x):  {source}"
    found = names(source)
    assert found == (("outs[0]", *expected[1:]) if source.startswith("outs") else expected)


def test_lists_of_outputs() -> None:
    def several(source: str, ports: tuple[int, ...]) -> str | None:
        one = code(source)
        call = layer_call(one, 1, "encoder", "LSTM")
        assert call is not None
        kept = held(one, call, 3)
        return kept.several(ports) if kept is not None else None

    assert several("outs = encoder(x)", (1, 2)) == "outs[1:]"
    assert several("out, *states = encoder(x)", (1, 2)) == "states"
    assert several("out, h, c = encoder(x)", (1, 2)) == "[h, c]"
    assert several("out, h, c = encoder(x)", (2, 1)) == "[c, h]"
    assert several("out, h, _ = encoder(x)", (1, 2)) is None


@pytest.mark.parametrize(
    ("source", "made", "line", "root", "seen"),
    [
        ("h = f(x)\ny = g(h)\n", 1, 2, "h", True),
        ("h = f(x)\nh = k(x)\ny = g(h)\n", 1, 3, "h", False),
        ("h = f(x)\nh += 1\ny = g(h)\n", 1, 3, "h", False),
        ("def a(x):\n    h = f(x)\n\ndef b(x):\n    y = g(x)\n", 2, 5, "h", False),
        ("h = f(x)\ndef b(x):\n    y = g(h)\n", 1, 3, "h", True),
        ("h = f(x)\ndef b(h):\n    y = g(h)\n", 1, 3, "h", False),
        ("def b(x):\n    y = g(h)\nh = f(x)\n", 3, 2, "h", False),
        ("h = f(\n    x)\ny = g(h)\n", 1, 3, "h", True),
    ],
)
def test_whether_a_name_still_holds_its_value(
    source: str, made: int, line: int, root: str, seen: bool
) -> None:
    one = code(source)
    assert visible(one, made, one, line, root) is seen


def test_names_in_place_of_what_is_thrown_away() -> None:
    one = code("out, _, _ = encoder(x)")
    call = layer_call(one, 1, "encoder", "LSTM")
    assert call is not None
    assert with_names(one, call, 3, {1: "state_h", 2: "state_c"}) == "out, state_h, state_c = encoder(x)"
    assert with_names(one, call, 2, {1: "state_h"}) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("decoder(x)", "decoder(x, initial_state=s)"),
        ("decoder(x, training=True)", "decoder(x, training=True, initial_state=s)"),
        ("decoder(x, initial_state=None)", "decoder(x, initial_state=s)"),
        ("decoder(x, [a, b])", "decoder(x, initial_state=s)"),
        ("decoder([x, a, b])", "decoder(x, initial_state=s)"),
        ("decoder(self.emb(x), **more)", "decoder(self.emb(x), **more, initial_state=s)"),
        ('LSTM(2, name="decoder")(\n    x)', 'LSTM(2, name="decoder")(x, initial_state=s)'),
    ],
)
def test_a_call_with_another_initial_state(before: str, after: str) -> None:
    one = code(f"y = {before}")
    call = layer_call(one, 1, "decoder", "LSTM")
    assert call is not None
    assert with_initial_state(one, call, "s") == after


@pytest.mark.parametrize(
    ("imports", "expected"),
    [
        ("import tensorflow as tf", "tf.keras.layers.Concatenate"),
        ("from tensorflow import keras", "keras.layers.Concatenate"),
        ("from tensorflow.keras import layers as L", "L.Concatenate"),
        ("from keras.layers import LSTM, Concatenate", "Concatenate"),
        ("from keras.layers import LSTM", "Concatenate"),
        ("import tensorflow as tf\nK = tf.keras.layers", "K.Concatenate"),
        ("import tf_keras", "tf_keras.layers.Concatenate"),
    ],
)
def test_how_a_file_would_spell_a_layer(imports: str, expected: str) -> None:
    assert spelled(code(imports), "Concatenate") == expected


def test_the_class_of_a_layer_that_is_called() -> None:
    one = code("enc = L.LSTM(8)\ny = enc(x)\nz = L.GRU(3)(x)\nw = other(x)")
    calls = {ast.unparse(c): constructor(one, c) for line in (2, 3, 4) for c in one.calls(line)}
    assert calls["enc(x)"] == "LSTM"
    assert calls["L.GRU(3)(x)"] == "GRU"
    assert calls["other(x)"] is None


def test_a_notebooks_cell_is_read_by_its_number(tmp_path: Path) -> None:
    notebook = tmp_path / "train.ipynb"
    register_cell(f"{notebook}#cell2", str(notebook), 2, "h = encoder(x)\n")
    found = code_at(Location(shown_path(str(notebook)), 1, cell=2))
    assert found is not None
    assert found.text == "h = encoder(x)\n"
    assert code_at(Location(shown_path(str(notebook)), 1, cell=3)) is None
