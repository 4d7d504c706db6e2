"""No training step is executed, no weight changes, and no file appears or changes but what -o names."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

import pytest

from tests.support import Ran, graphdoctor, run

pytestmark = pytest.mark.tf

# Says on stderr, when Python ends, what became of the variables that a step would change.
WITNESS = """
import atexit
import sys
import tensorflow as tf


def say(name, variable):
    atexit.register(lambda: print(f"{name} is {float(tf.reduce_sum(variable)):.4f}", file=sys.stderr))
"""

KERAS_STEP = (
    WITNESS
    + """
counter = tf.Variable(0.0, trainable=False, name="counter")
say("counter", counter)


class Counting(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(1, kernel_initializer="ones", name="out")

    def call(self, inputs):
        return self.out(inputs)

    def train_step(self, data):
        x, y = data
        counter.assign_add(1.0)
        tf.io.write_file("written-by-the-step.txt", "the step was executed")
        tf.print("the step was executed")
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self(x, training=True) - y))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}


model = Counting()
model(tf.ones((1, 3)))
say("kernel", model.out.kernel)
model.compile(optimizer="sgd")
model.fit(tf.ones((8, 3)), tf.zeros((8, 1)), batch_size=4, epochs=2, callbacks=CALLBACKS)
model.save("model.keras")
"""
)

CALLBACKS = """[
    tf.keras.callbacks.ModelCheckpoint("best.keras", monitor="loss", save_freq=1),
    tf.keras.callbacks.BackupAndRestore("backup"),
    tf.keras.callbacks.CSVLogger("log.csv"),
]"""

FUNCTION_STEP = (
    WITNESS
    + """
weight = tf.Variable(tf.ones((3, 1)), name="weight")
counter = tf.Variable(0.0, trainable=False, name="counter")
say("counter", counter)
say("weight", weight)
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step(x):
    counter.assign_add(1.0)
    tf.io.write_file("written-by-the-step.txt", "the step was executed")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(x @ weight)
    optimizer.apply_gradients([(tape.gradient(loss, weight), weight)])
    return loss


for _ in range(3):
    train_step(tf.ones((2, 3)))
"""
)

EAGER_STEP = (
    WITNESS
    + """
weight = tf.Variable(tf.ones((3, 1)), name="weight")
counter = tf.Variable(0.0, trainable=False, name="counter")
say("counter", counter)
say("weight", weight)
optimizer = tf.keras.optimizers.SGD(0.1)
checkpoint = tf.train.Checkpoint(weight=weight)
manager = tf.train.CheckpointManager(checkpoint, "managed", max_to_keep=2)

for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.ones((2, 3)) @ weight)
    gradient = tape.gradient(loss, weight)
    optimizer.apply_gradients([(gradient, weight)])
    weight.assign_sub(0.5 * gradient)
    counter.assign_add(1.0)
    tf.io.write_file("written-by-the-step.txt", "the step was executed")
    checkpoint.save("checkpoints/step")
    manager.save()
"""
)


def contents(folder: Path) -> dict[str, str]:
    """Every file below folder, by its bytes, and every folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def said(ran: Ran) -> dict[str, float]:
    """The values that the script's own witness printed."""
    return {name: float(value) for name, value in re.findall(r"^(\w+) is (-?[\d.]+)$", ran.stderr, re.M)}


@pytest.mark.parametrize(
    ("script", "values"),
    [
        pytest.param(KERAS_STEP.replace("CALLBACKS", "None"), {"counter": 0, "kernel": 3}, id="fit"),
        pytest.param(KERAS_STEP.replace("CALLBACKS", CALLBACKS), {"counter": 0, "kernel": 3}, id="callbacks"),
        pytest.param(FUNCTION_STEP, {"counter": 0, "weight": 3}, id="function"),
        pytest.param(EAGER_STEP, {"counter": 0, "weight": 3}, id="eager"),
    ],
)
def test_no_step_is_executed(script: str, values: dict[str, float], tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(script)
    (tmp_path / "log.csv").write_text("epoch,loss\n0,0.25\n")
    before = contents(tmp_path)
    ran = graphdoctor("analyze", "train.py", "--format", "json", cwd=tmp_path)
    assert ran.status == 0, (ran.stdout[-3000:], ran.stderr[-3000:])
    assert [variable["verdict"] for variable in ran.report["variables"] if variable["trainable"]]
    assert said(ran) == values
    assert "the step was executed" not in ran.stderr
    assert contents(tmp_path) == before


def test_only_what_o_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(FUNCTION_STEP)
    before = contents(tmp_path)
    ran = graphdoctor("analyze", "train.py", "-o", "report.json", "-o", "report.svg", cwd=tmp_path)
    assert ran.status == 0, ran.stderr
    assert set(contents(tmp_path)) - set(before) == {"report.json", "report.svg"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "script", [KERAS_STEP.replace("CALLBACKS", CALLBACKS), FUNCTION_STEP, EAGER_STEP], ids=str.__len__
)
def test_the_same_scripts_run_plainly_do_change_things(script: str, tmp_path: Path) -> None:
    """Or the tests above would prove nothing."""
    (tmp_path / "train.py").write_text(script)
    (tmp_path / "log.csv").write_text("epoch,loss\n0,0.25\n")
    before = contents(tmp_path)
    ran = run([sys.executable, "train.py"], cwd=tmp_path)
    assert ran.status == 0, ran.stderr
    values = said(ran)
    assert values["counter"] > 0
    assert values.get("kernel", values.get("weight")) != 3
    assert "written-by-the-step.txt" in contents(tmp_path)
    assert contents(tmp_path) != before
