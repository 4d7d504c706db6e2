"""Gradients with respect to tensors: the script is told of those that TensorFlow answers with None."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.forks import forked
from tests.support import line_with

pytestmark = pytest.mark.tf

SALIENCY = """
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(1)])
pictures = tf.random.normal([8, 4])

with tf.GradientTape() as tape:
    tape.watch(pictures)
    score = model(pictures)
print(tape.gradient(score, pictures))  # watched

with tf.GradientTape() as tape:
    noise = tf.constant([[0.1, 0.2, 0.3, 0.4]])
    score = model(noise)
print(tape.gradient(score, noise))  # made in the block

with tf.GradientTape() as tape:
    score = model(pictures)
print(tape.gradient(score, pictures))  # not watched
"""


def test_a_gradient_with_respect_to_an_unwatched_tensor_is_told(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(SALIENCY, encoding="utf-8")
    ran = forked("analyze", "train.py", "--format", "json", cwd=tmp_path)
    assert ran.report["summary"]["disconnected"] == 0
    told = [note.split()[0] for note in ran.report["notes"] if "does not watch" in note]
    lines = [line_with(script, "# made in the block"), line_with(script, "# not watched")]
    assert told == [f"train.py:{line}" for line in lines]


ATTACK = """
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(3)])
optimizer = tf.keras.optimizers.SGD(0.1)
pictures = tf.random.normal([8, 4])


def attacked(pictures):
    with tf.GradientTape() as tape:
        score = tf.reduce_sum(model(pictures) ** 2)
    slope = tape.gradient(score, pictures)  # not watched
    return pictures + 0.1 * tf.sign(slope)  # fails


def train():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.round(model(pictures))) + tf.reduce_sum(model.layers[0].kernel ** 2)
    weights = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))


"""


def test_a_script_that_fails_on_the_none_is_told_where_it_was_asked_for(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(ATTACK + "print(attacked(pictures))\n", encoding="utf-8")
    ran = forked("analyze", "train.py", "--format", "json", cwd=tmp_path)
    (found,) = ran.report["findings"]
    assert (ran.status, found["cause"], found["location"]["line"]) == (
        1,
        "not-watched",
        line_with(script, "# not"),
    )
    assert found["suggestion"] == "tape.watch(pictures)"
    assert [r["location"]["line"] for r in found["related"]] == [line_with(script, "# fails")]
    crashed = [box for box in ran.report["drawing"]["boxes"] if box["status"] == "crashed"]
    assert [(b["location"]["line"], b["message"]) for b in crashed] == [
        (line_with(script, "# fails"), "fails on the None")
    ]


def test_what_a_whole_step_says_comes_before_a_later_failure(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(ATTACK + "tf.function(train)()\nattacked(pictures)\n", encoding="utf-8")
    ran = forked("analyze", "train.py", "--format", "json", cwd=tmp_path)
    assert [f["cause"] for f in ran.report["findings"]] == ["non-differentiable-op"]
    assert any("does not watch" in note for note in ran.report["notes"])
