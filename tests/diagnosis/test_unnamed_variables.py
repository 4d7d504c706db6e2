"""Variables without names of their own are called as the user calls them, in the JSON and in the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphdoctor.report.renderer import RENDERERS, RenderOptions
from tests.diagnosis.scripts import analysed

SCRIPT = """\
import tensorflow as tf

weights = {
    "h1": tf.Variable(tf.random.normal([4, 3])),
    "out": tf.Variable(tf.random.normal([4, 1])),
}
named = tf.Variable(1.0, name="named")
kept = [tf.Variable(0.0) for _ in range(2)]


class Scale(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.ones([1]), name="w")


first, second = Scale(), Scale()
sources = [*weights.values(), named, *kept, first.w, second.w]
x = tf.random.normal([8, 4])
for _ in range(2):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(x @ weights["out"] * named * kept[0] * kept[1] * first.w)
    for variable, gradient in zip(sources, tape.gradient(loss, sources)):
        if gradient is not None:
            variable.assign_sub(0.1 * gradient)
"""


@pytest.mark.tf
def test_unnamed_variables_are_called_by_the_users_expression(tmp_path: Path) -> None:
    report = analysed(tmp_path, SCRIPT).report
    told = {v["name"]: v["expression"] for v in report["variables"]}
    assert told == {
        "Variable": 'weights["h1"]',
        "Variable #2": 'weights["out"]',
        "named": None,
        "Variable #3": None,
        "Variable #4": None,
        "w": "first.w",
        "w #2": "second.w",
    }
    lost = {v["name"] for v in report["variables"] if v["verdict"] != "connected"}
    assert lost == {"Variable", "w #2"}
    assert any('weights["h1"]' in finding["message"] for finding in report["findings"])
    text = RENDERERS["text"].render(report, RenderOptions())
    assert isinstance(text, str)
    assert 'gets no gradient: Variable (weights["h1"])' in text
    json.dumps(report)
