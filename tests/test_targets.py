"""Targets that are no scripts: callables, SavedModel folders, saved Keras models."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.forks import forked
from tests.support import Ran, Report, assert_valid, graphdoctor

pytestmark = pytest.mark.tf
Runner = Callable[..., Ran]

STEPS = """\
import tensorflow as tf

w = tf.Variable(tf.ones((3, 2)), name="w")
gate = tf.Variable(tf.ones((3, 2)), name="gate")


def loss(x, y):
    mask = tf.round(x @ gate)
    return tf.reduce_mean((x @ w * mask - y) ** 2)


def loss_args():
    return tf.zeros((4, 3)), tf.zeros((4, 2))


@tf.function(input_signature=[tf.TensorSpec((None, 3)), tf.TensorSpec((None, 2))])
def compiled(x, y):
    with tf.GradientTape() as tape:
        value = loss(x, y)
    w.assign_sub(tape.gradient(value, w))
    return value


def eager(x, y, scale):
    with tf.GradientTape() as tape:
        value = loss(x, y) * scale
    if float(value) < -1.0:
        raise ValueError("no loss is negative")
    w.assign_sub(tape.gradient(value, w))


def some_batch():
    return (tf.ones((4, 3)), tf.zeros((4, 2))), {"scale": 2.0}


def with_aux(x):
    mask = tf.round(x @ gate)
    return tf.reduce_sum(x @ w), tf.reduce_sum(mask)


with_aux_args = tf.ones((4, 3))


class Trainer:
    def __init__(self):
        self.v = tf.Variable(1.0, name="v")

    def step(self):
        with tf.GradientTape() as tape:
            value = self.v * 2.0
        self.v.assign_sub(tape.gradient(value, self.v))


trainer = Trainer()
"""


def analysed(folder: Path, *arguments: str, status: int = 1, by: Runner = forked) -> Report:
    ran = by("analyze", *arguments, "--format", "json", cwd=folder)
    assert ran.status == status, (ran.stdout[-2000:], ran.stderr[-2000:])
    assert_valid(ran.report)
    return ran.report


def verdicts(report: Report) -> dict[str, str]:
    return {entry["name"]: entry["verdict"] for entry in report["variables"]}


@pytest.mark.parametrize(
    "target",
    [
        ("steps:loss",),
        ("steps.py:loss",),
        ("steps:compiled",),
        ("steps:eager", "--args-from", "some_batch"),
        ("steps:eager", "--args-from", "steps:some_batch"),
    ],
    ids="-".join,
)
def test_callable(target: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text(STEPS)
    report = analysed(tmp_path, *target)
    assert report["capture"]["mode"] == "callable"
    found = verdicts(report)
    assert {name: found[name] for name in ("w", "gate")} == {"w": "connected", "gate": "disconnected"}
    finding = next(f for f in report["findings"] if "gate" in f["variables"])
    assert finding["cause"] == "non-differentiable-op"
    assert finding["location"]["line"] == 8


def test_loss_is_the_first_of_a_tuple_and_method_of_an_object_is_a_callable(tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text(STEPS)
    report = analysed(tmp_path, "steps:with_aux")
    assert verdicts(report)["w"] == "connected"
    assert verdicts(report)["gate"] == "disconnected"
    assert report["losses"][0]["location"]["line"] == STEPS.splitlines().index("def with_aux(x):") + 1
    report = analysed(tmp_path, "steps:trainer.step")
    assert verdicts(report)["v"] == "connected"


@pytest.mark.parametrize(
    ("target", "kind", "says"),
    [
        ("steps:eager", "no-arguments", "x, y, scale"),
        ("steps:Trainer", "not-a-step", "class"),
        ("steps:nope", "no-such-callable", "compiled"),
        ("steps:", "several-steps", "name the one that trains"),
        ("no_such_module:step", "no-such-module", "no_such_module"),
        ("nowhere.py:step", "no-such-file", "nowhere.py"),
        ("steps:some_batch", "no-training-step", "return the loss"),
    ],
)
def test_callable_that_cannot_be_analysed(target: str, kind: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text(STEPS)
    error = analysed(tmp_path, target, status=2)["error"]
    assert error["kind"] == kind
    assert says in error["message"]


def test_options_of_other_targets_are_refused(tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text(STEPS)
    assert analysed(tmp_path, "steps.py", "--loss", "mse", status=2)["error"]["kind"] == "usage"
    assert analysed(tmp_path, "steps.py", "--args-from", "x", status=2)["error"]["kind"] == "usage"


def made(script: str, folder: Path) -> None:
    """Run a script that saves something (from a file: AutoGraph wants the source)."""
    (folder / "make.py").write_text(script)
    subprocess.run([sys.executable, "make.py"], cwd=folder, check=True, capture_output=True)


SAVING = """
import tensorflow as tf


class Net(tf.Module):
    def __init__(self):
        self.w = tf.Variable(tf.ones((3, 2)), name="w")
        self.lost = tf.Variable(tf.ones((3, 2)), name="lost")
        self.gate = tf.Variable(tf.ones((2, 2)), name="gate")
        self.unread = tf.Variable(tf.ones(2), name="unread")

    @tf.custom_gradient
    def doubled(self, x):
        return x * 2.0, lambda dy: dy * 2.0

    @tf.function
    def parts(self, x):
        return x @ self.w, x @ self.lost

    @tf.function(input_signature=[tf.TensorSpec((None, 3)), tf.TensorSpec((None, 2))])
    def train(self, x, y):
        with tf.GradientTape() as tape:
            h, _ = self.parts(x)
            for _ in tf.range(3):
                h = self.doubled(h) @ tf.stop_gradient(self.gate)
            loss = tf.reduce_mean((h - y) ** 2)
        variables = [self.w, self.lost, self.gate]
        gradients = tape.gradient(loss, variables, unconnected_gradients="zero")
        for v, g in zip(variables, gradients):
            v.assign_sub(0.1 * g)
        return {"loss": loss, "size": tf.reduce_mean(y)}

    @tf.function(input_signature=[tf.TensorSpec((None, 3))])
    def predict(self, x):
        return {"logits": x @ self.w}


net = Net()
tf.saved_model.save(net, "both", signatures={"train": net.train, "predict": net.predict})
tf.saved_model.save(net, "predict", signatures={"predict": net.predict})
tf.saved_model.save(net, "nothing")
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    made(SAVING, folder)
    return folder


def test_saved_train_step(saved: Path) -> None:
    report = analysed(saved, "both", by=graphdoctor)  # a fork has lines of the tests on its stack
    assert report["capture"]["mode"] == "saved-model"
    assert verdicts(report) == {"w": "connected", "lost": "zero", "gate": "zero", "unread": "disconnected"}
    causes = {name: entry["cause"] for entry in report["findings"] for name in entry["variables"]}
    assert causes == {"lost": "hidden-drop", "gate": "stop-gradient", "unread": "unused-variable"}
    assert all(finding["location"] is None for finding in report["findings"])


def test_saved_model_in_every_format(saved: Path, tmp_path: Path) -> None:
    names = ("svg", "html", "sarif", "dot", "graphml", "txt")
    files = [option for name in names for option in ("-o", str(tmp_path / f"report.{name}"))]
    ran = forked("analyze", "both", "--format", "github", *files, cwd=saved)
    assert ran.status == 1, ran.stderr
    assert "hidden-drop" in ran.stdout
    assert sorted(path.suffix[1:] for path in tmp_path.iterdir()) == sorted(names)
    assert "lost" in (tmp_path / "report.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "kind", "says"),
    [
        (("predict",), "no-loss", "scalar"),
        (("both", "--loss", "nope"), "unknown-loss", "train:loss"),
        (("nothing",), "no-signature", "signatures="),
    ],
)
def test_saved_model_without_a_loss(saved: Path, arguments: tuple[str, ...], kind: str, says: str) -> None:
    error = analysed(saved, *arguments, status=2)["error"]
    assert error["kind"] == kind
    assert says in error["message"]


def test_saved_output_can_be_chosen(saved: Path) -> None:
    assert verdicts(analysed(saved, "predict", "--loss", "logits"))["w"] == "connected"
    assert verdicts(analysed(saved, "both", "--loss", "predict:logits"))["gate"] == "disconnected"


KERAS = """
import keras
import tf_keras

inputs = keras.Input((None, 3))
hidden = keras.layers.LSTM(4, return_sequences=True, name="encoder")(inputs)
model = keras.Model(inputs, keras.layers.Dense(5, activation="softmax", name="out")(hidden))
model.save("plain.keras")
model.compile("adam", "sparse_categorical_crossentropy")
model.save("sparse.keras")
inputs = keras.Input((3,))
one = keras.Model(inputs, keras.layers.Dense(1, activation="softmax", name="out")(inputs))
one.compile("sgd", "mse")
one.save("softmax.keras")
inputs = tf_keras.Input((3,))
old = tf_keras.Model(inputs, tf_keras.layers.Dense(2)(inputs))
old.compile("sgd", "mse")
old.save("old.keras")
"""


@pytest.fixture(scope="module")
def keras_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keras")
    made(KERAS, folder)
    (folder / "losses.py").write_text("def flat(y, p):\n    return (y - p) ** 2\n")
    (folder / "broken.keras").write_bytes(b"PK nonsense")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("plain.keras", "--loss", "mse"),
        ("plain.keras", "--loss", "losses:flat"),
        ("sparse.keras",),
        ("old.keras",),
    ],
    ids="-".join,
)
def test_healthy_keras_file(keras_files: Path, arguments: tuple[str, ...]) -> None:
    report = analysed(keras_files, *arguments, status=0)
    assert report["capture"]["mode"] == "keras-fit"
    assert report["summary"]["connected"] == (2 if arguments[0] == "old.keras" else 5)


def test_broken_keras_file(keras_files: Path) -> None:
    report = analysed(keras_files, "softmax.keras")
    assert [finding["cause"] for finding in report["findings"]] == ["saturated-softmax"]


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("plain.keras",), "no-loss"),
        (("plain.keras", "--loss", "no_such_loss"), "unknown-loss"),
        (("broken.keras",), "not-a-model"),
    ],
)
def test_keras_file_that_cannot_be_analysed(keras_files: Path, arguments: tuple[str, ...], kind: str) -> None:
    assert analysed(keras_files, *arguments, status=2)["error"]["kind"] == kind


def test_a_script_gets_its_own_module_of_a_name_that_python_has(tmp_path: Path) -> None:
    """`code` has been imported by the time the script runs; plain Python would take the one beside the script."""
    (tmp_path / "code.py").write_text("def rate():\n    return 0.1\n", encoding="utf-8")
    (tmp_path / "train.py").write_text(
        "import tensorflow as tf\n\nfrom code import rate\n\n"
        "w = tf.Variable([1.0], name='w')\n"
        "with tf.GradientTape() as tape:\n    loss = w * w\n"
        "w.assign_sub(rate() * tape.gradient(loss, w))\n",
        encoding="utf-8",
    )
    ran = forked("analyze", "train.py", "-o", "report.html", cwd=tmp_path)
    assert ran.status == 0, ran.stderr
    assert "the one variable learns" in ran.stdout
