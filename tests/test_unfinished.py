"""Scripts that fail while their model is traced or wired: what there was by then is drawn, with the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphdoctor.report.schema import violations
from tests.forks import forked

pytestmark = pytest.mark.tf

EAGER = """\
import tensorflow as tf
w1 = tf.Variable(tf.random.normal([4, 8]), name="w1")
w2 = tf.Variable(tf.random.normal([9, 1]), name="w2")
x = tf.random.normal([16, 4])
with tf.GradientTape() as tape:
    hidden = tf.nn.relu(x @ w1)
    out = tf.matmul(hidden, w2)
tape.gradient(out, [w1, w2])
"""
FUNCTIONAL = """\
import tensorflow as tf
from tensorflow.keras import layers
image = layers.Input((28, 28, 1), name="image")
text = layers.Input((12,), name="text")
a = layers.Conv2D(8, 3, name="conv")(image)
b = layers.LSTM(8, name="reader")(layers.Embedding(100, 16, name="words")(text))
both = layers.Concatenate(name="join")([a, b])
"""
IN_A_LOOP = """\
import numpy as np
import tensorflow as tf
w = tf.Variable(tf.random.normal([4, 4]), name="w")
b = tf.Variable(tf.zeros([4]), name="b")

@tf.function
def step(x):
    with tf.GradientTape() as tape:
        h = tf.matmul(x, w)
        for turn in tf.range(3):
            h = tf.tanh(h + b)
            scale = np.linalg.norm(h)
    return tape.gradient(h, [w, b])

step(tf.ones([2, 4]))
"""
IN_A_LAYER = """\
import tensorflow as tf
from tensorflow import keras

class Block(keras.layers.Layer):
    def __init__(self):
        super().__init__(name="block")
        self.wide = keras.layers.Dense(5, name="wide")

    def call(self, x):
        return x + self.wide(x)

model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name="first")])
block = Block()

@tf.function
def step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(block(model(x)))
    return tape.gradient(loss, model.trainable_variables)

step(tf.ones([2, 4]))
"""
CAUGHT = """\
import tensorflow as tf
w = tf.Variable(tf.ones([3, 3]), name="w")
try:
    tf.function(lambda x: tf.matmul(tf.matmul(x, w), tf.ones([4, 4])))(tf.ones([2, 3]))
except ValueError:
    pass
raise RuntimeError("later, for another reason")
"""


def analysed(folder: Path, source: str) -> dict[str, Any]:
    (folder / "train.py").write_text(source, encoding="utf-8")
    report = forked("analyze", "train.py", "--format", "json", cwd=folder).report
    assert violations(report) == []
    return report


def by_label(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {box["label"]: box for box in report["drawing"]["boxes"]}


def wires(report: dict[str, Any], kind: str) -> set[tuple[str, str]]:
    names = {box["id"]: box["label"] for box in report["drawing"]["boxes"]}
    return {
        (names[edge["source"]], edge["label"]) for edge in report["drawing"]["edges"] if edge["kind"] == kind
    }


def test_a_line_of_an_eager_step(tmp_path: Path) -> None:
    report = analysed(tmp_path, EAGER)
    assert report["error"]["location"]["line"] == 7
    failed = by_label(report)["out = tf.matmul(hidden, w2)"]
    assert (failed["kind"], failed["status"], failed["location"]["line"]) == ("crash", "crashed", 7)
    assert "Dimensions must be equal, but are 8 and 9 for MatMul with" in failed["message"]
    assert failed["variables"] == ["w2"]
    assert wires(report, "crash") == {("hidden = tf.nn.relu(x @ w1)", "(16, 8)")}
    assert report["variables"] == []


def test_a_functional_model_that_is_put_together(tmp_path: Path) -> None:
    report = analysed(tmp_path, FUNCTIONAL)
    boxes = by_label(report)
    assert list(boxes) == ["image", "text", "conv", "words", "reader", "join"]
    assert boxes["join"]["status"] == "crashed"
    assert boxes["join"]["location"]["line"] == 7
    assert boxes["conv"]["variables"] == ["conv/kernel", "conv/bias"]
    assert wires(report, "crash") == {("conv", "(?, 26, 26, 8)"), ("reader", "(?, 8)")}


def test_a_value_that_leaves_within_a_loop(tmp_path: Path) -> None:
    report = analysed(tmp_path, IN_A_LOOP)
    (finding,) = report["findings"]
    failed = by_label(report)["scale = np.linalg.norm(h)"]
    assert (finding["cause"], failed["finding"], failed["location"]["line"]) == ("python-roundtrip", "F1", 12)
    assert wires(report, "crash") == {("h = tf.tanh(h + b)", "(2, 4)")}


def test_a_line_of_a_layers_own_code(tmp_path: Path) -> None:
    report = analysed(tmp_path, IN_A_LAYER)
    boxes = by_label(report)
    failed = boxes["return x + self.wide(x)"]
    assert failed["location"]["line"] == 10
    assert failed["parent"] == boxes["block"]["id"]
    assert boxes["wide"]["parent"] == boxes["block"]["id"]
    assert {("wide", "(2, 5)"), ("first", "(2, 4)")} <= wires(report, "crash")


def test_what_was_caught_is_not_drawn(tmp_path: Path) -> None:
    report = analysed(tmp_path, CAUGHT)
    assert report["error"]["location"]["line"] == 7
    assert report["drawing"] is None
    assert report["notes"] == []
