"""Code for cuts in a line: what is suggested, typed into the script, lets everything train."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.diagnosis.scripts import analysed

pytestmark = pytest.mark.tf

SCRIPT = """\
import tensorflow as tf

body = tf.Variable(tf.random.normal([4, 4]), name="body")
gate = tf.Variable(tf.random.normal([4, 4]), name="gate")
head = tf.Variable(tf.random.normal([4, 1]), name="head")
trained = [body, gate, head]
optimizer = tf.keras.optimizers.SGD(0.01)


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        hidden = tf.nn.softplus(x @ body)
        LINES
        loss = tf.reduce_mean((out - y) ** 2)
    gradients = tape.gradient(loss, trained)
    optimizer.apply_gradients((g, v) for g, v in zip(gradients, trained) if g is not None)
    return loss


print(train_step(tf.random.normal([8, 4]), tf.random.normal([8, 1])))
"""
CASES = {
    "stop-gradient": (
        ("hidden = hidden + x @ gate", "kept = tf.stop_gradient(hidden) * 2.0", "out = kept @ head"),
        "kept = hidden * 2.0",
    ),
    "integer-cast": (
        ("cents = tf.cast(100.0 * (hidden + x @ gate), tf.int32)", "out = tf.cast(cents, tf.float32) @ head"),
        "cents = 100.0 * (hidden + x @ gate)",
    ),
    "index-miss": (
        ("both = tf.stack([hidden, x @ gate], axis=1)", "first = both[:, 0]", "out = first @ head"),
        "first = tf.reduce_mean(both, axis=1)",
    ),
    "dropped-output": (
        ("gated = hidden * tf.sigmoid(x @ gate)", "out = hidden @ head"),
        "out = gated @ head",
    ),
}


def script(lines: tuple[str, ...]) -> str:
    return SCRIPT.replace("LINES", ("\n" + 8 * " ").join(lines))


def lost(report: dict[str, Any]) -> set[str]:
    return {v["name"] for v in report["variables"] if v["verdict"] != "connected"}


@pytest.mark.parametrize("cause", sorted(CASES))
def test_the_suggestion_mends_the_script(cause: str, tmp_path: Path) -> None:
    lines, suggestion = CASES[cause]
    report = analysed(tmp_path, script(lines)).report
    (finding,) = report["findings"]
    assert (finding["cause"], finding["suggestion"]) == (cause, suggestion)
    assert set(finding["restores"]) == set(finding["variables"]) == lost(report) != set()
    target = suggestion.partition(" = ")[0]
    mended = tuple(suggestion if line.startswith(f"{target} = ") else line for line in lines)
    assert mended != lines
    assert lost(analysed(tmp_path, script(mended), "--verify").report) == set()


@pytest.mark.parametrize(
    "lines",
    [
        (
            "place = tf.cast((hidden * (x @ gate))[:, 0], tf.int32) % 2",
            "out = tf.gather([[1.0], [2.0]], place)",
        ),
        ("cents = tf.cast(hidden, tf.int32) // 2", "out = tf.cast(cents, tf.float32) @ head"),
        ("both = tf.concat([hidden, x @ gate], axis=1)", "out = both[:, :4] @ head"),
        ("gated = hidden * tf.sigmoid(x @ gate)", "out = hidden @ head + 0.0 * tf.reduce_sum(hidden)"),
        ("small = tf.reduce_sum(hidden * (x @ gate), 1)", "out = hidden @ head"),
    ],
)
def test_no_code_where_it_is_not_sure(lines: tuple[str, ...], tmp_path: Path) -> None:
    findings = [f for f in analysed(tmp_path, script(lines)).report["findings"] if f["cause"] in CASES]
    assert [f["suggestion"] for f in findings] == [None] * len(findings) != []
    assert all(f["help"] for f in findings)


TERM = """\
import tensorflow as tf

body = tf.Variable(tf.random.normal([4, 1]), name="body")
gate = tf.Variable(tf.random.normal([4, 4]), name="gate")
trained = [body, gate]


@tf.function
def forward(x):
    weight_penalty = tf.reduce_sum(gate**2)
    return x @ body, weight_penalty


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        LINE
        fit = tf.reduce_mean((out - y) ** 2)
        loss = fit
    for gradient, variable in zip(tape.gradient(loss, trained), trained):
        if gradient is not None:
            variable.assign_sub(0.1 * gradient)


train_step(tf.random.normal([8, 4]), tf.random.normal([8, 1]))
"""


@pytest.mark.parametrize(
    ("line", "cause", "suggestion"),
    [
        ("out, penalty = forward(x)", "hidden-drop", "loss = fit + penalty"),
        ("out, kl_2 = forward(x)", "hidden-drop", "loss = fit + kl_2"),
        ("out, _ = forward(x)", "hidden-drop", None),
        ("out, gated = forward(x)", "hidden-drop", None),
        ("out, reg_loss = x @ body, tf.reduce_sum(gate**2)", "dropped-output", None),
        ("reg_loss = tf.norm(gate)\n        out = x @ body", "dropped-output", "loss = fit + reg_loss"),
        ("reg_loss = tf.abs(gate)\n        out = x @ body", "dropped-output", None),
        ("if x.shape[0] > 1: reg_loss = tf.norm(gate)\n        out = x @ body", "dropped-output", None),
    ],
)
def test_what_is_called_a_part_of_the_loss_is_added(
    line: str, cause: str, suggestion: str | None, tmp_path: Path
) -> None:
    text = TERM.replace("LINE", line)
    report = analysed(tmp_path, text).report
    (finding,) = report["findings"]
    assert (finding["cause"], finding["suggestion"], lost(report)) == (cause, suggestion, {"gate"})
    assert finding["restores"] == (["gate"] if suggestion else [])
    if suggestion is not None:
        mended = text.replace("loss = fit", suggestion)
        assert lost(analysed(tmp_path, mended, "--verify").report) == set()
    elif line == "out, _ = forward(x)":
        assert "out, weight_penalty = …" in finding["help"]
        assert [r["location"]["line"] for r in finding["related"]] == [10, 4]
