"""Living with findings, from a real script to the exit status."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.forks import forked
from tests.support import EXAMPLES, assert_valid

pytestmark = pytest.mark.tf
ENCODER = ["encoder/kernel", "encoder/bias"]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script whose encoder is cut off by a stopped gradient."""
    path = tmp_path / "train.py"
    path.write_text((EXAMPLES / "stop_gradient_broken.py").read_text())
    return path


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text()
    for before, after in changes:
        assert text.count(before) == 1
        text = text.replace(before, after)
    path.write_text(text)


def test_a_comment_at_the_line_of_the_finding(script: Path) -> None:
    comment = "# graphdoctor: ignore[stop-gradient] straight through"
    edit(script, ("tf.stop_gradient(bits", f"tf.stop_gradient(  {comment}\n            bits"))
    ran = forked("analyze", "train.py", "--format", "json", cwd=script.parent)
    assert ran.status == 0, ran.stderr
    assert_valid(ran.report)
    (finding,) = ran.report["findings"]
    assert finding["suppressed"] == {"by": "comment", "reason": "straight through"}
    assert finding["variables"] == ENCODER
    assert ran.report["notes"] == []
    assert {v["verdict"] for v in ran.report["variables"] if v["name"] in ENCODER} == {"disconnected"}


def test_a_baseline_survives_inserted_lines_and_knows_what_is_new(script: Path) -> None:
    ran = forked("analyze", "train.py", "--write-baseline", "base.json", cwd=script.parent)
    assert ran.status == 0, ran.stderr
    edit(script, ("import tensorflow as tf\n", "import os\n\n\nimport tensorflow as tf\n"))
    edit(script, ('"encoder")', '"encoder")\nextra = tf.Variable([1.0], name="extra")'))
    ran = forked("analyze", "train.py", "--baseline", "base.json", "--format", "json", cwd=script.parent)
    assert ran.status == 1, ran.stderr
    suppressed = {f["cause"]: f["variables"] for f in ran.report["findings"] if f.get("suppressed")}
    counting = {f["cause"]: f["variables"] for f in ran.report["findings"] if not f.get("suppressed")}
    assert suppressed == {"stop-gradient": ENCODER}
    assert counting == {"unused-variable": ["extra"]}


def test_a_comment_in_a_notebook(tmp_path: Path) -> None:
    step = (
        "with tf.GradientTape() as tape:\n"
        "    h = tf.stop_gradient(a(x))  # graphdoctor: ignore[stop-gradient] a fixed projection\n"
        "    loss = tf.reduce_mean(b(h))\n"
        "owned = a.trainable_variables + b.trainable_variables\n"
        "grads = tape.gradient(loss, owned)\n"
        "opt.apply_gradients([(g, v) for g, v in zip(grads, owned) if g is not None])"
    )
    setting = (
        "!ls\nimport tensorflow as tf\na = tf.keras.layers.Dense(2, name='a')\n"
        "b = tf.keras.layers.Dense(1, name='b')  # graphdoctor: ignore\n"
        "x = tf.ones((4, 3))\nopt = tf.keras.optimizers.SGD()"
    )
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (setting, step)]
    nbformat.write(notebook, tmp_path / "train.ipynb")
    ran = forked("analyze", "train.ipynb", "--format", "json", cwd=tmp_path)
    assert ran.status == 0, ran.stderr
    (finding,) = ran.report["findings"]
    assert finding["suppressed"] == {"by": "comment", "reason": "a fixed projection"}
    (note,) = ran.report["notes"]
    assert (note["location"]["cell"], note["location"]["line"]) == (1, 4)
