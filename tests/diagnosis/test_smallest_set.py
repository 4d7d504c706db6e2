"""The smallest set of places whose repair reconnects everything is what is reported, with code where code is sure."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.diagnosis.scripts import analysed
from tests.support import run

pytestmark = pytest.mark.tf

SCRIPT = """\
import tensorflow as tf

a = tf.Variable(tf.random.normal([4, 4]), name="a")
b = tf.Variable(tf.random.normal([4, 4]), name="b")
c = tf.Variable(tf.random.normal([4, 4]), name="c")
scale = tf.Variable(1.0, name="scale")
trained = [a, b, c]


@tf.function
def train_step(x):
    with tf.GradientTape() as tape:
        best = tf.cast(tf.argmax(x @ a, 1), tf.float32)
        rounded = tf.round(x @ a @ b)
        loss = tf.reduce_mean(best) * tf.reduce_mean(rounded @ c) * scale
    gradients = tape.gradient(loss, trained)
    for variable, gradient in zip(trained, gradients):
        if gradient is not None:
            variable.assign_sub(0.1 * gradient)
    return loss


print(train_step(tf.random.normal([8, 4])))
"""


def test_a_place_that_another_repair_makes_needless_is_not_told(tmp_path: Path) -> None:
    report = analysed(tmp_path, SCRIPT).report
    told = [(f["cause"], f["location"]["code"].partition(" ")[0], f["variables"]) for f in report["findings"]]
    assert told == [
        ("non-differentiable-op", "rounded", ["a", "b"]),
        ("missing-from-sources", "gradients", ["scale"]),
    ]
    assert [f["suggestion"] for f in report["findings"]] == [
        "rounded = (x @ a @ b) + tf.stop_gradient(tf.round(x @ a @ b) - (x @ a @ b))",
        "trained = [a, b, c, scale]",
    ]
    assert [f["restores"] for f in report["findings"]] == [["a", "b"], ["scale"]]


def test_both_suggestions_mend_the_script(tmp_path: Path) -> None:
    source = SCRIPT.replace(
        "tf.round(x @ a @ b)", "(x @ a @ b) + tf.stop_gradient(tf.round(x @ a @ b) - (x @ a @ b))"
    ).replace("trained = [a, b, c]", "trained = [a, b, c, scale]")
    ran = analysed(tmp_path, source)
    assert ran.report["findings"] == []
    assert ran.status == 0
    assert run([sys.executable, "script.py"], cwd=tmp_path).status == 0
