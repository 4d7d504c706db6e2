"""What a line is within the script: in a loop, in a function, before the tape's block, Keras' own training."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdoctor.diagnosis import called
from graphdoctor.source import Location

At = Callable[[str], Location]

SCRIPT = """\
def net(x):
    h = dense(x)
    return h


def train(x, y):
    early = net(x)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(early - y)
    return tape.gradient(loss, weights)


def prepare(x, y):
    return embed(x), y


def stack(x):
    for layer in layers:
        out = layer(x)
        seen = layer(out)
        kept.append(seen)
    while more():
        state = cell(x)
    z = dense(out)
    return z + state


data = data.map(prepare)
model.compile("adam", "mse", loss_weights=[1.0, 0.0])
history = model.fit(data)
"""


@pytest.fixture
def at(tmp_path: Path) -> At:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    linecache.clearcache()

    def place(code: str) -> Location:
        (line,) = (n for n, line in enumerate(SCRIPT.splitlines(), 1) if line.strip() == code)
        return Location(str(path), line, code)

    return place


def test_a_name_that_each_turn_of_a_loop_binds_anew(at: At) -> None:
    assert called.overwritten(at("out = layer(x)")) is False  # the loop itself reads it
    assert called.overwritten(at("state = cell(x)")) is True
    assert called.overwritten(at("seen = layer(out)")) is False
    assert called.overwritten(at("z = dense(out)")) is False
    assert called.overwritten(at("return z + state")) is False
    assert called.overwritten(None) is False


def test_the_function_that_has_to_be_called_elsewhere(at: At) -> None:
    asked = at("return tape.gradient(loss, weights)")
    assert called.helper(at("h = dense(x)"), asked) == "net"
    assert called.helper(at("return embed(x), y"), asked) == "prepare"
    assert called.helper(at("early = net(x)"), asked) is None
    assert called.helper(at("history = model.fit(data)"), asked) is None
    assert called.helper(at("h = dense(x)"), None) is None
    assert called.is_mapped(asked, "prepare")
    assert not called.is_mapped(asked, "net")
    assert not called.is_mapped(None, "prepare")


def test_a_line_before_the_tape(at: At) -> None:
    asked = at("return tape.gradient(loss, weights)")
    assert called.before_the_tape(at("early = net(x)"), asked)
    assert not called.before_the_tape(at("loss = tf.reduce_mean(early - y)"), asked)
    assert not called.before_the_tape(at("h = dense(x)"), asked)
    assert not called.before_the_tape(None, asked)
    assert not called.before_the_tape(at("out = layer(x)"), at("z = dense(out)"))


def test_where_keras_trains_by_itself(at: At) -> None:
    fit = at("history = model.fit(data)")
    assert called.calls_fit(fit)
    assert not called.calls_fit(at("data = data.map(prepare)"))
    assert not called.calls_fit(None)
    weights = called.loss_weights(fit)
    assert weights == at('model.compile("adam", "mse", loss_weights=[1.0, 0.0])')
    assert called.loss_weights(None) is None
