"""--verify: TensorFlow's own gradients beside the verdicts, and what happens when the two differ."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from graphdoctor.diagnosis.verify import Comparison, against_us
from graphdoctor.pipeline import analyze
from tests.diagnosis.scripts import analysed
from tests.graphs import build

STEP = """
    a: var
    b: var
    c: var
    nothing = 0.0
    x = Mul(a, b)
    y = Mul(x, nothing)
    z = Relu(c)
    loss = Add(y, z)
    more = Round(a)
    grad loss -> a, b, c
"""


def compared(nones: dict[str, bool], measured: dict[str, str] | None = None) -> dict[str, dict[str, str]]:
    """What is said of a step in which `a` and `b` are zero and `c` is connected, by TensorFlow's answers."""
    built = build(STEP)
    numbers = {built.variables[name]: told for name, told in (measured or {}).items()}
    evidence = SimpleNamespace(
        verified=lambda _: {built.variables[name]: none for name, none in nones.items()},
        measured=lambda _, wanted: {v: told for v, told in numbers.items() if v in wanted},
    )
    said = Comparison(built.judged(), cast(Any, evidence)).said
    return {name: said[index] for name, index in built.variables.items()}


def test_nothing_is_said_without_answers() -> None:
    assert compared({}) == {"a": {}, "b": {}, "c": {}}


def test_agreement_is_said_of_each_variable_and_loss() -> None:
    said = compared(
        {"a": False, "b": False, "c": False}, {"a": "zero", "b": "it reads a variant", "c": "zero"}
    )
    assert said == {
        "a": {"loss0": "agrees"},
        "b": {"loss0": "not evaluated: it reads a variant"},
        "c": {"loss0": "agrees"},
    }
    assert not any(against_us(text) for one in said.values() for text in one.values())


@pytest.mark.parametrize(
    ("nones", "measured", "name", "told"),
    [
        ({"a": True}, {}, "a", "TensorFlow answers None"),  # a zero is a tensor
        ({"c": True}, {}, "c", "TensorFlow answers None"),
        (
            {"a": False},
            {"a": "not zero"},
            "a",
            "TensorFlow's gradient is not zero at random weights and inputs",
        ),
    ],
)
def test_disagreement_names_what_tensorflow_says(
    nones: dict[str, bool], measured: dict[str, str], name: str, told: str
) -> None:
    said = compared(nones, measured)
    assert said[name] == {"loss0": told}
    assert against_us(told)


SCRIPT = """\
import tensorflow as tf

dense = tf.keras.layers.Dense(3, name="dense")
head = tf.keras.layers.Dense(1, name="head")
quiet = tf.Variable(tf.random.normal([4, 3]), name="quiet")
unused = tf.Variable(1.0, name="unused")
table = tf.lookup.StaticHashTable(
    tf.lookup.KeyValueTensorInitializer(tf.constant([0, 1]), tf.constant([1.0, 2.0])), 0.0
)
for layer, size in ((dense, 4), (head, 3)):
    layer.build([None, size])
sources = [*dense.trainable_variables, *head.trainable_variables, quiet, unused]


@tf.function(input_signature=[tf.TensorSpec([None, 4]), tf.TensorSpec([None], tf.int32)])
def train_step(x, labels):
    with tf.GradientTape() as tape:
        hidden = tf.nn.dropout(dense(x), 0.1) + tf.sign(x @ quiet)
        loss = tf.reduce_mean(tf.square(head(hidden)[:, 0] - table.lookup(labels)))
    gradients = tape.gradient(loss, sources)
    for variable, gradient in zip(sources, gradients):
        if gradient is not None:
            variable.assign_sub(0.1 * gradient)
    return loss


print(train_step(tf.random.normal([8, 4]), tf.zeros([8], tf.int32)))
"""


@pytest.mark.tf
def test_verified_verdicts_are_in_the_report(tmp_path: Path) -> None:
    ran = analysed(tmp_path, SCRIPT, "--verify")
    assert ran.status == 1
    assert ran.report["error"] is None
    verdicts = {v["name"]: v["verdict"] for v in ran.report["variables"]}
    assert verdicts["quiet"] == "zero"
    assert verdicts["unused"] == "disconnected"
    assert all(v["verified"] == {"loss0": "agrees"} for v in ran.report["variables"])
    assert "verified: TensorFlow agrees on 6 of 6 gradients" in ran.report["notes"]


EAGER = """\
import tensorflow as tf

warm, cold = tf.Variable([3.0], name="warm"), tf.Variable([0.5], name="cold")
for _ in range(2):
    with tf.GradientTape() as tape:
        penalty = tf.reduce_sum(warm * warm)
    warm.assign_sub(0.01 * tape.gradient(penalty, warm))
    chosen = tf.cond(tf.reduce_sum(warm) > 1.0, lambda: warm, lambda: cold)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(chosen))
    gradient = tape.gradient(loss, warm)
    warm.assign_sub(0.1 * gradient)
"""


@pytest.mark.tf
def test_branches_of_eager_code_are_not_compared_with_those_of_a_graph(tmp_path: Path) -> None:
    """Eagerly a branch hands the variable itself on, which the tape then sees read; in a graph it does not."""
    report = analysed(tmp_path, EAGER, "--verify").report
    assert report["error"] is None
    warm = next(v for v in report["variables"] if v["name"] == "warm")
    assert warm["verdict"] == "connected"
    assert warm["verified"]["loss0"] == "agrees"
    assert warm["verified"]["loss1"].startswith("not evaluated: eager code")


@pytest.mark.tf
def test_nothing_is_verified_unasked(tmp_path: Path) -> None:
    report = analysed(tmp_path, SCRIPT).report
    assert all(v["verified"] == {} for v in report["variables"])


FALSE_ZERO = """\
from graphdoctor.analysis import facts
right = facts.ZeroFacts.blocks
facts.ZeroFacts.blocks = lambda self, op, position: (
    "constant" if self.step.types[op] == "MatMul" else right(self, op, position))
"""
FALSE_PATH = """\
from graphdoctor.capture import prober
right = prober.Prober.gradients
prober.Prober.gradients = lambda self, op: (
    ("live",) if self.step.types[op] == "Round" else right(self, op))
"""


def verified_with(patch: str, source: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The report of a graphdoctor that was made to err."""
    (folder / "script.py").write_text(source, encoding="utf-8")
    monkeypatch.chdir(folder)
    start = subprocess.Popen

    def patched(command: list[str], **more: Any) -> subprocess.Popen[bytes]:
        return start([*command[:2], patch + command[2], *command[3:]], **more)

    monkeypatch.setattr("graphdoctor.pipeline.subprocess.Popen", patched)
    return analyze("script.py", verify=True)


@pytest.mark.tf
def test_a_false_zero_is_our_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = verified_with(FALSE_ZERO, SCRIPT, tmp_path, monkeypatch)
    assert report["error"]["kind"] == "crash"
    assert "not zero at random weights and inputs for dense/kernel and loss0" in report["error"]["message"]
    assert "bug in graphdoctor" in report["error"]["message"]
    said = {v["name"]: v["verified"]["loss0"] for v in report["variables"]}
    assert against_us(said["head/kernel"])
    assert said["head/bias"] == "agrees"


@pytest.mark.tf
def test_a_path_that_is_none_is_our_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = SCRIPT.replace("tf.sign(x @ quiet)", "tf.round(x @ quiet)")
    report = verified_with(FALSE_PATH, source, tmp_path, monkeypatch)
    assert "TensorFlow answers None for quiet and loss0" in report["error"]["message"]
    assert "(1 of 6 disagree)" in report["error"]["message"]
