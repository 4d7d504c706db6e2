"""Repairs of one line: code that could be typed there, and none where it is not sure."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from pathlib import Path

import pytest

from graphdoctor.diagnosis import called, codefixes
from graphdoctor.diagnosis.without_numpy import without_python
from graphdoctor.source import Location

Fix = Callable[[Location | None], str | None]


def fixed(folder: Path, fix: Fix, source: str, mark: str) -> str | None:
    """The fix for the one line of a source that holds the mark."""
    path = folder / "script.py"
    path.write_text(source, encoding="utf-8")
    linecache.clearcache()
    lines = [n for n, line in enumerate(source.splitlines(), 1) if mark in line]
    assert len(lines) == 1
    return fix(Location(str(path), lines[0]))


STEP = """\
image = tf.Variable(x)
critic, actor = build(), build()
critic_opt = keras.optimizers.Adam()
actor_opt = keras.optimizers.Adam()
def step():
    variables = critic.trainable_variables
    {0}
    actor_opt.apply_gradients(zip(a, actor.trainable_variables))
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("g = tape.gradient(loss, image)", "tape.watch(image)"),
        ("g = t2.gradient(loss, sources=[image, x])", "t2.watch([image, x])"),
        ("tape.watch(image); g = tape.gradient(loss, image)", None),
        ("g = tf.gradients(loss, image)", None),
    ],
)
def test_what_to_watch(line: str, expected: str | None, tmp_path: Path) -> None:
    source = f"{line}\n"
    assert fixed(tmp_path, codefixes.watched, source, "gradient") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("g = tape.gradient(loss, variables)", "variables = [*critic.trainable_variables, scale]"),
        ("g = tape.gradient(loss, critic.trainable_variables)", None),  # stands in apply_gradients as well
        ("opt.minimize(f, var_list=[a, b])", "opt.minimize(f, var_list=[a, b, scale])"),
        ("opt.minimize(f, a.weights + b.weights)", "opt.minimize(f, [*a.weights, *b.weights, scale])"),
        ("opt.minimize(f)", None),
    ],
)
def test_a_longer_list(line: str, expected: str | None, tmp_path: Path) -> None:
    mark = line[:8]
    found = fixed(tmp_path, lambda at: codefixes.longer_list(at, ["scale"]), STEP.format(line), mark)
    assert found == expected


def test_a_layers_variables_are_spread_in_the_longer_list(tmp_path: Path) -> None:
    source = STEP.format("g = tape.gradient(loss, variables)")
    missing = ["head.trainable_variables", "w"]
    found = fixed(tmp_path, lambda at: codefixes.longer_list(at, missing), source, "gradient(loss")
    assert found == "variables = [*critic.trainable_variables, *head.trainable_variables, w]"
    assert fixed(tmp_path, lambda at: codefixes.longer_list(at, []), source, "gradient(loss") is None


def test_a_list_that_is_made_twice_is_not_guessed(tmp_path: Path) -> None:
    source = STEP.format("variables = other\n    g = tape.gradient(loss, variables)")
    assert fixed(tmp_path, lambda at: codefixes.longer_list(at, ["w"]), source, "gradient(loss") is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "g = tape.gradient(loss, critic.trainable_variables)",
            "critic_opt.apply_gradients(zip(g, critic.trainable_variables))",
        ),
        ("g = tape.gradient(loss, critic.weights); print(g)", None),
        ("print(tape.gradient(loss, critic.weights))", None),
    ],
)
def test_gradients_that_nothing_applies(line: str, expected: str | None, tmp_path: Path) -> None:
    assert fixed(tmp_path, codefixes.applied, STEP.format(line), "tape.gradient") == expected


CROSSED = """\
def step(self):
    g1 = tape.gradient(l1, self.q1.trainable_variables)
    g2 = tape.gradient(l2, variables)
    self.opt.apply_gradients(zip(g1, self.q2.trainable_variables))
    other.apply_gradients(zip(g2, variables))
    for g, v in zip(sorted(g1), names):
        v.assign_sub(g)
"""


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("self.opt.apply", "self.opt.apply_gradients(zip(g1, self.q1.trainable_variables))"),
        ("other.apply", None),
        ("assign_sub", None),
    ],
)
def test_gradients_with_their_own_list(mark: str, expected: str | None, tmp_path: Path) -> None:
    assert fixed(tmp_path, codefixes.zipped_right, CROSSED, mark) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("y = tf.round(x)", "y = x + tf.stop_gradient(tf.round(x) - x)"),
        (
            "y = tf.math.floor(a * b) + 1",
            "y = ((a * b) + tf.stop_gradient(tf.math.floor(a * b) - (a * b))) + 1",
        ),
        ("y = tf.round(tf.floor(x))", None),
        ("y = round(x)", None),
        ("y = np.round(x)", None),
        ("y = tf.argmax(x)", None),
    ],
)
def test_straight_through(line: str, expected: str | None, tmp_path: Path) -> None:
    assert fixed(tmp_path, codefixes.straight_through, line, "y = ") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("c = tf.stop_gradient(b + tf.round(b) - b)", "c = b + tf.stop_gradient(tf.round(b) - b)"),
        ("c = tf.stop_gradient(b)", None),
        ("c = tf.stop_gradient(a + b - c)", None),
        ("c = tf.stop_gradient(a - b)", None),
    ],
)
def test_a_stop_around_too_much(line: str, expected: str | None, tmp_path: Path) -> None:
    assert fixed(tmp_path, codefixes.stopped_too_much, line, "c = ") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("loss = np.sqrt(np.mean(np.square(a - b)))", "loss = tf.sqrt(tf.reduce_mean(tf.square(a - b)))"),
        ("loss = np.mean(np.log1p(a), axis=0)", "loss = tf.reduce_mean(tf.math.log1p(a), axis=0)"),
        ("loss = float(a ** 2)", "loss = a ** 2"),
        ("fake = generator(noise).numpy()", "fake = generator(noise)"),
        ("loss = float(a)", "loss = a"),
        ("a = float(a)", None),
        ("loss = np.percentile(np.abs(a), 50)", None),
        ("loss = scaler.fit_transform(a.numpy())", None),
        ("loss = a + b", None),
        ("loss = 0.5 * b if a.numpy() > 0 else 0.0", None),
        ("loss = b[a.numpy()]", None),
    ],
)
def test_without_python(line: str, expected: str | None, tmp_path: Path) -> None:
    assert fixed(tmp_path, without_python, line, " = ") == expected


NAMES = """\
scale = tf.Variable(1.0)
head = tf.keras.layers.Dense(2)
pair = [tf.Variable(1.0), 2]
class Net:
    def __init__(self):
        self.gate = tf.keras.layers.Dense(2)
        self.w = self.add_weight(shape=())
        inner = tf.Variable(1.0)
    def train_step(self, head):
        tape.gradient(1)
def step():
    tape.gradient(2)
"""


@pytest.mark.parametrize(
    ("made", "asked", "expected"),
    [
        (1, 12, "scale"),
        (2, 12, "head.trainable_variables"),
        (2, 10, None),  # a parameter hides it
        (3, 12, None),
        (6, 10, "self.gate.trainable_variables"),
        (7, 10, "self.w"),
        (6, 12, None),
        (8, 12, None),
    ],
)
def test_what_a_variable_is_called_elsewhere(
    made: int, asked: int, expected: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "script.py"
    path.write_text(NAMES, encoding="utf-8")
    places = [Location(str(path), line) for line in (made, asked)]
    assert called.variables_name(*places) == expected


def test_what_a_line_calls_its_result(tmp_path: Path) -> None:
    assert fixed(tmp_path, called.result_name, "self.gate = f(x)", "gate") == "self.gate"
    assert fixed(tmp_path, called.result_name, "a, b = f(x)", "f(") is None
    assert called.result_name(None) is None
    assert fixed(tmp_path, called.computed_name, "coded = Dense(4)(x)", "Dense") == "coded"
    assert fixed(tmp_path, called.computed_name, "backbone = hub.BertBackbone(8)", "hub") is None
