"""Which variables a report lists: the script's and its layers' own, not what a library makes for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.forks import forked

SCRIPT = """
import numpy as np
import tensorflow as tf
import {keras} as keras


class Scorer(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(3)
        self.norm = keras.layers.BatchNormalization()
        self.offset = self.add_weight(name="offset", shape=(3,), trainable=False)
        self.seen = tf.Variable(0, trainable=False, name="seen")

    def call(self, x, training=None):
        return self.norm(self.dense(x), training=training) + self.offset


model = Scorer()
model.compile("sgd", "mse", metrics=["mae"])
model.fit(np.ones((4, 2)), np.ones((4, 3)), verbose=0)
"""
EXPECTED = ["beta", "bias", "gamma", "kernel", "moving_mean", "moving_variance", "offset", "seen"]


@pytest.mark.parametrize("keras", ["keras", "tf_keras"])
def test_a_model_lists_its_weights_and_not_its_counters(keras: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT.format(keras=keras))
    report = forked("analyze", "train.py", "--format", "json", cwd=tmp_path).report
    assert sorted(v["name"].split("/")[-1] for v in report["variables"]) == EXPECTED
    assert report["summary"] == {
        "connected": 4,
        "zero": 0,
        "disconnected": 0,
        "untrained": 0,
        "frozen": 4,
    }
