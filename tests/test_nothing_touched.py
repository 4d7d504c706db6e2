"""No training step is executed, no weight changes, and no file appears or changes but what -o names."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

import pytest

from tests.forks import forked
from tests.support import Ran, run

pytestmark = pytest.mark.tf

# Says on stderr what became of the variables that a step would change, however the process ends.
WITNESS = """
import atexit
import os
import sys
import tensorflow as tf

watched = {}
leave = os._exit


def last_words():
    with tf.init_scope():
        for name, variable in watched.items():
            value = tf.raw_ops.ReadVariableOp(resource=variable.handle, dtype=tf.float32)
            print(f"{name} is {value.numpy().sum():.4f}", file=sys.stderr, flush=True)
    watched.clear()


def last_words_and_leave(status):
    last_words()
    leave(status)


os._exit = last_words_and_leave
atexit.register(last_words)
"""

KERAS_STEP = (
    WITNESS
    + """
counter = tf.Variable(0.0, trainable=False, name="counter")
watched["counter"] = counter


class Counting(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(1, kernel_initializer="ones", name="out")
        self.lost = tf.keras.layers.Dense(1, name="lost")

    def call(self, inputs):
        return self.out(inputs) + USE_OF_LOST

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
watched["kernel"] = model.out.kernel
model.compile(optimizer="sgd")
model.fit(tf.ones((8, 3)), tf.zeros((8, 1)), batch_size=4, epochs=2, callbacks=CALLBACKS)
model.save("model.keras")
model.save_weights("model.weights.h5")
with open("history.txt", "w") as file:
    file.write("the step was executed")
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
lost = tf.Variable(1.0, name="lost")
counter = tf.Variable(0.0, trainable=False, name="counter")
watched["counter"] = counter
watched["weight"] = weight
optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function
def train_step(x):
    counter.assign_add(1.0)
    tf.io.write_file("written-by-the-step.txt", "the step was executed")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(x @ weight) + USE_OF_LOST
    optimizer.apply_gradients(zip(tape.gradient(loss, [weight, lost]), [weight, lost]))
    return loss


for _ in range(3):
    train_step(tf.ones((2, 3)))
    tf.train.Checkpoint(weight=weight).save("checkpoints/step")
with open("history.txt", "w") as file:
    file.write("the step was executed")
"""
)

EAGER_STEP = (
    WITNESS
    + """
weight = tf.Variable(tf.ones((3, 1)), name="weight")
lost = tf.Variable(1.0, name="lost")
counter = tf.Variable(0.0, trainable=False, name="counter")
watched["counter"] = counter
watched["weight"] = weight
optimizer = tf.keras.optimizers.SGD(0.1)
checkpoint = tf.train.Checkpoint(weight=weight)
manager = tf.train.CheckpointManager(checkpoint, "managed", max_to_keep=2)

for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.ones((2, 3)) @ weight) + USE_OF_LOST
    gradients = tape.gradient(loss, [weight, lost])
    optimizer.apply_gradients(zip(gradients, [weight, lost]))
    weight.assign_sub(0.5 * gradients[0])
    counter.assign_add(1.0)
    tf.io.write_file("written-by-the-step.txt", "the step was executed")
    checkpoint.save("checkpoints/step")
    manager.save()
with open("history.txt", "w") as file:
    file.write("the step was executed")
"""
)


ONE_CALL = (
    FUNCTION_STEP.partition("for _ in range(3):")[0]
    + """
train_step(tf.ones((2, 3)))
SAVING
"""
)

# What scripts do with their results after the step: none of it may happen to an untrained model.
SAVING = {
    "open": "open('history.txt', 'w').write('0.1')",
    "append": "open('history.txt', 'a').write('0.1')",
    "path": "import pathlib\npathlib.Path('history.txt').write_text('0.1')",
    "remove": "os.remove('history.txt')",
    "rename": "os.rename('history.txt', 'history.old')",
    "rmtree": "import shutil\nshutil.rmtree('results')",
    "makedirs": "os.makedirs('plots/today')",
    "numpy": "import numpy\nnumpy.save('history.npy', weight.numpy())",
    "h5py": "import h5py\nh5py.File('model.h5', 'w').close()",
    "checkpoint": "tf.train.Checkpoint(weight=weight).save('checkpoints/step')",
    "write_file": "tf.io.write_file('history.txt', '0.1')",
    "gfile": "tf.io.gfile.GFile('history.txt', 'w').write('0.1')",
    "saved_model": "tf.saved_model.save(tf.train.Checkpoint(weight=weight), 'saved')",
    "subprocess": "import subprocess\nsubprocess.run(['touch', 'by-a-child'], check=True)",
    "tfrecord": "tf.io.TFRecordWriter('rows.tfrecord').close()",
    "summary": "tf.summary.create_file_writer('board').flush()",
}
OFTEN = ("open", "remove", "h5py", "checkpoint", "saved_model", "subprocess")

SAVED_AND_LOADED = """
import json
import os

import numpy as np
import tensorflow as tf

x = tf.random.normal([8, 4])
spare = tf.Variable(1.0, name="spare")
first = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="first")])
first.compile("sgd", "mse")
first.fit(x, x[:, :2], verbose=0)

first.save("model.keras")
first.save_weights("model.weights.h5")
tf.saved_model.save(first, "saved")
first.export("exported")
saved = tf.train.Checkpoint(model=first).save(os.path.join("checkpoints", "ckpt"))
np.save("weights.npy", first.get_weights()[0])
with open("history.json", "w") as file:
    json.dump({"loss": 1.0}, file)
with tf.io.TFRecordWriter("rows.tfrecord") as writer:
    writer.write(b"row")

assert os.path.exists("model.keras")
again = tf.keras.models.load_model("model.keras")
assert np.allclose(again.get_weights()[0], np.load("weights.npy"))
again.load_weights("model.weights.h5")
assert tf.saved_model.load("saved") is not None
tf.train.Checkpoint(model=again).restore(tf.train.latest_checkpoint("checkpoints")).expect_partial()
tf.train.Checkpoint(model=again).restore(saved).expect_partial()
with open("history.json") as file:
    assert json.load(file) == {"loss": 1.0}

first.save(filepath="named.keras")
first.save_weights(filepath="named.weights.h5")
assert tf.keras.models.load_model(filepath="named.keras") is not None
again.load_weights("named.weights.h5")

second = tf.keras.Sequential([again, tf.keras.layers.Dense(2, name="second")])
second.compile("sgd", "mse")
second.fit(x, x[:, :2], verbose=0)
"""

SCRIPTS = {
    "fit": KERAS_STEP.replace("CALLBACKS", "None"),
    "callbacks": KERAS_STEP.replace("CALLBACKS", CALLBACKS),
    "function": FUNCTION_STEP,
    "eager": EAGER_STEP,
}
USED = {"fit": "self.lost(inputs)", "callbacks": "self.lost(inputs)", "function": "lost", "eager": "lost"}


def laid_out(name: str, folder: Path, lost: bool) -> dict[str, str]:
    """A script in a folder that holds results of earlier runs; the folder's contents."""
    use = f"tf.stop_gradient({USED[name]})" if lost else USED[name]
    (folder / "train.py").write_text(SCRIPTS[name].replace("USE_OF_LOST", use))
    for earlier in ("log.csv", "model.keras", "model.weights.h5", "history.txt", "best.keras"):
        (folder / earlier).write_text("of an earlier run\n")
    return contents(folder)


def contents(folder: Path) -> dict[str, str]:
    """Every file below folder, by its bytes, and every folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def said(ran: Ran) -> dict[str, float]:
    """The values that the script's own witness printed."""
    return {name: float(value) for name, value in re.findall(r"^(\w+) is (-?[\d.]+)$", ran.stderr, re.M)}


@pytest.mark.parametrize("lost", [False, True], ids=["clean", "findings"])
@pytest.mark.parametrize("name", SCRIPTS)
def test_no_step_is_executed_and_no_file_is_touched(name: str, lost: bool, tmp_path: Path) -> None:
    """Also where something does not train, and the script goes on to look for a step that trains it."""
    before = laid_out(name, tmp_path, lost)
    ran = forked("analyze", "train.py", "--format", "json", cwd=tmp_path)
    assert said(ran) == {"counter": 0, "kernel" if name in ("fit", "callbacks") else "weight": 3}
    assert "the step was executed" not in ran.stderr
    assert contents(tmp_path) == before
    off = {"disconnected"} if lost else set()
    verdicts = {variable["verdict"] for variable in ran.report["variables"] if variable["trainable"]}
    assert verdicts == {"connected"} | off
    assert ran.status == int(lost), (ran.stdout[-3000:], ran.stderr[-3000:])


@pytest.mark.parametrize(
    "way", [pytest.param(way, marks=[] if way in OFTEN else [pytest.mark.slow]) for way in SAVING]
)
def test_an_untrained_model_is_not_saved_over_a_trained_one(way: str, tmp_path: Path) -> None:
    """Something does not train; what the script would do with its results after the step is left undone."""
    script = ONE_CALL.replace("USE_OF_LOST", "tf.stop_gradient(lost)").replace("SAVING", SAVING[way])
    (tmp_path / "train.py").write_text(script)
    (tmp_path / "history.txt").write_text("of an earlier run\n")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "table.txt").write_text("of an earlier run\n")
    before = contents(tmp_path)
    report = forked("analyze", "train.py", "--format", "json", cwd=tmp_path).report
    assert report["error"] is None
    assert contents(tmp_path) == before
    assert {variable["name"]: variable["verdict"] for variable in report["variables"]} == {
        "weight": "connected",
        "lost": "disconnected",
        "counter": "frozen",
    }


def test_what_is_saved_after_the_step_can_be_loaded_again(tmp_path: Path) -> None:
    """And a model that is loaded and trained is judged, one that is loaded and looked at is not."""
    (tmp_path / "train.py").write_text(SAVED_AND_LOADED)
    ran = forked("analyze", "train.py", "--format", "json", cwd=tmp_path)
    assert set(contents(tmp_path)) == {"train.py"}
    assert ran.report["notes"] == [], ran.stderr
    unused = {v["name"] for v in ran.report["variables"] if v["verdict"] == "disconnected"}
    assert unused == {"spare"}
    assert "sequential_1/second/kernel" in {v["name"] for v in ran.report["variables"]}


def test_only_what_o_names_is_written(tmp_path: Path) -> None:
    before = laid_out("function", tmp_path, lost=False)
    ran = forked("analyze", "train.py", "-o", "report.json", "-o", "report.svg", cwd=tmp_path)
    assert ran.status == 0, ran.stderr
    assert set(contents(tmp_path)) - set(before) == {"report.json", "report.svg"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_same_scripts_run_plainly_do_change_things(name: str, tmp_path: Path) -> None:
    """Or the tests above would prove nothing."""
    before = laid_out(name, tmp_path, lost=False)
    ran = run([sys.executable, "train.py"], cwd=tmp_path)
    assert ran.status == 0, ran.stderr
    values = said(ran)
    assert values["counter"] > 0
    assert values.get("kernel", values.get("weight")) != 3
    after = contents(tmp_path)
    assert "written-by-the-step.txt" in after
    assert after["history.txt"] != before["history.txt"]
