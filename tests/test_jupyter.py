"""The Python API in the kernel of a notebook: shown as a picture, used again, after an error, after training."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.tf

MAKE = """
import numpy as np
import tensorflow as tf
import graphdoctor

x, y = np.zeros((4, 3), "float32"), np.zeros((4, 1), "float32")
w = tf.Variable(tf.ones([3, 1]), name="w")
lost = tf.Variable(1.0, name="lost")
optimizer = tf.keras.optimizers.SGD(0.1)
"""
STEP = """
def train_step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ w - y) ** 2) + tf.stop_gradient(lost)
    if float(loss) < 0:
        raise ValueError("a loss below zero")
    gradients = tape.gradient(loss, [w, lost])
    optimizer.apply_gradients([(g, v) for g, v in zip(gradients, [w, lost]) if g is not None])

report = graphdoctor.analyze(train_step, x, y)
report
"""
AGAIN = (
    "[(f['location']['file'], f['location']['line']) for f in graphdoctor.analyze(train_step, x, y).findings]"
)
ERRORS = """
def broken():
    raise ZeroDivisionError("of the user's own")

try:
    graphdoctor.analyze(broken)
except ZeroDivisionError as error:
    print(error)
try:
    graphdoctor.assert_trainable(train_step, x, y)
except AssertionError as error:
    print(str(error).splitlines()[0])
"""
TRAIN = """
model = tf.keras.Sequential([tf.keras.Input([3]), tf.keras.layers.Dense(1, name="out")])
model.compile("sgd", "mse")
graphdoctor.assert_trainable(model, x, y)
before = model.get_weights()
model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
graphdoctor.assert_trainable(model, x, y)
train_step(np.ones((4, 3), "float32"), y)
[bool((before[0] != model.get_weights()[0]).any()), bool((w.numpy() != 1).any())]
"""


@pytest.fixture(scope="module")
def outputs() -> list[list[Any]]:
    """What each cell of a notebook put out."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    cells = [nbformat.v4.new_code_cell(source) for source in (MAKE, STEP, AGAIN, ERRORS, TRAIN)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return [[o for o in cell.outputs if o.get("name") != "stderr"] for cell in notebook.cells]


def test_a_report_shows_itself(outputs: list[list[Any]]) -> None:
    (shown,) = outputs[1]
    assert "<svg" in shown.data["text/html"]
    assert "error[stop-gradient]" in shown.data["text/plain"]


def test_places_are_told_by_cell(outputs: list[list[Any]]) -> None:
    assert outputs[2][-1].data["text/plain"] == "[('In[2]', 3)]"


def test_after_an_error_the_next_call_works(outputs: list[list[Any]]) -> None:
    printed = "".join(o.text for o in outputs[3])
    assert printed.splitlines() == ["of the user's own", "some variables will not train"]


def test_training_goes_on_as_if_nothing_had_been(outputs: list[list[Any]]) -> None:
    assert outputs[4][-1].data["text/plain"] == "[True, True]"
