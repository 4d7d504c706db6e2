"""What a script had not come to when it ended, or was left, is open: said in a note, and no finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphdoctor.analysis.verdicts import judge
from tests.forks import forked
from tests.replay.tables import Replayed, diagnosed, names, place, read

SCRIPT = """
import time
import numpy as np
from tensorflow import keras

x, y = np.ones((8, 4), "float32"), np.ones((8, 1), "float32")


class Model(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(1)
        self.extra = self.add_weight(shape=(3,), name="extra")

    def call(self, x):
        return self.out(x)


first = Model()
first.compile("adam", "mse")
first.fit(x, y)
second = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, name="late")])
second.compile("adam", "mse")
time.sleep(60)
second.fit(x, y)
"""

FAILING = """
import tensorflow as tf

a = tf.Variable(tf.ones([2, 3]), name="a")
b = tf.Variable(tf.ones([3]), name="b")
c = tf.Variable(tf.ones([2]), name="c")
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(tf.linalg.matvec(a, b) * c)
weights = [a, b, c]
gradients = tape.gradient(loss, weights)
c.assign_sub(gradients[2])
for weight, gradient in zip(weights[1::-1], gradients):
    tf.raw_ops.AssignSubVariableOp(resource=weight.handle, value=gradient)
"""


def unused() -> tuple[str, dict[str, Any]]:
    """A recorded step of which every finding is a variable that is never read, and that no list names."""
    for name in names():
        recording = read(place(name))
        findings = recording["report"]["findings"]
        if not findings or {f["cause"] for f in findings} != {"unused-variable"}:
            continue
        judged = judge(Replayed(recording["tables"]).step)
        concerned = {variable for f in findings for variable in f["variables"]}
        if not any(judged.asking(v.index) for v in judged.step.variables if v.name in concerned):
            return name, recording["tables"]
    raise AssertionError("no recorded step has such findings only")


@pytest.mark.parametrize(("cut_off", "after"), [(True, True), (True, False), (False, True)])
def test_only_what_was_made_after_the_step_of_a_script_that_was_left_is_open(
    cut_off: bool, after: bool
) -> None:
    name, tables = unused()
    rows = tables["evidence"]["dict"]
    asked = dict(rows) | {"cut_off": cut_off}
    asked["made_after_step"] = [after] * len(asked["made_after_step"])
    rows[:] = [[question, answer] for question, answer in asked.items()]
    report = diagnosed(name, tables)
    assert (report["findings"] == []) == (cut_off and after)
    assert any("had not trained them yet" in note for note in report["notes"]) == (cut_off and after)


@pytest.mark.tf
def test_a_step_that_fails_before_its_gradients_are_applied_is_said_to_be_open(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(FAILING, encoding="utf-8")
    ran = forked("analyze", "script.py", "--format", "json", cwd=tmp_path)
    assert ran.status == 0
    found = {v["name"]: (v["verdict"], v.get("undecided", False)) for v in ran.report["variables"]}
    assert found == {"a": ("connected", True), "b": ("connected", True), "c": ("connected", False)}
    assert any("Shapes must be" in note for note in ran.report["notes"])
    assert (
        "1 of 3 variables learns. 2 could not be decided."
        in forked("analyze", "script.py", cwd=tmp_path).stdout
    )


@pytest.mark.slow
@pytest.mark.tf
def test_a_second_model_that_is_trained_late_is_open(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    ran = forked("analyze", "script.py", "--format", "json", cwd=tmp_path)
    (finding,) = ran.report["findings"]
    assert finding["variables"] == ["model/extra"]
    assert finding["title"] == "model/extra is never used"
    assert any("sequential/late/kernel" in note for note in ran.report["notes"])
