"""What the user calls a variable without a name of its own, read from the source."""

from __future__ import annotations

from pathlib import Path

from graphdoctor.diagnosis.expressions import expressions
from graphdoctor.source import Location


def told(folder: Path, source: str, *stacks: tuple[int, ...]) -> list[str | None]:
    """The expressions for variables that were made with these lines running, outermost first."""
    path = folder / "script.py"
    path.write_text(source, encoding="utf-8")
    return expressions([[Location(str(path), line) for line in stack] for stack in stacks])


def test_plain_names_attributes_and_annotations(tmp_path: Path) -> None:
    source = "w = tf.Variable(1.0)\nnet.scale = tf.Variable(1.0)\nb: tf.Variable = tf.Variable(0.0)\n"
    assert told(tmp_path, source, (1,), (2,), (3,)) == ["w", "net.scale", "b"]


def test_elements_of_displays_and_unpackings(tmp_path: Path) -> None:
    source = (
        'weights = {\n    "h1": tf.Variable(1.0),\n    "b": tf.Variable(0.0), 3: tf.Variable(2.0)}\n'
        "u, v = tf.Variable(1.0), tf.Variable(2.0)\n"
        "both = [tf.Variable(tf.zeros([2])), tf.Variable(1.0)]\n"
        "d = dict(a=tf.Variable(1.0))\n"
    )
    lines = [(2,), (3,), (3,), (4,), (4,), (5,), (5,), (6,)]
    assert told(tmp_path, source, *lines) == [
        'weights["h1"]', 'weights["b"]', "weights[3]", "u", "v", "both[0]", "both[1]", 'd["a"]',
    ]  # fmt: skip


def test_a_loop_gives_no_expression(tmp_path: Path) -> None:
    source = "ws = [tf.Variable(1.0) for _ in range(2)]\nfor n in range(2):\n    w = tf.Variable(n)\n"
    assert told(tmp_path, source, (1, 1), (1, 1), (3,), (3,)) == [None, None, None, None]


def test_an_argument_gives_no_expression(tmp_path: Path) -> None:
    assert told(tmp_path, "net = Net(tf.Variable(1.0))\n", (1,)) == [None]


def test_the_callers_of_a_function_tell_its_variables_apart(tmp_path: Path) -> None:
    source = (
        "def weight(shape):\n    return tf.Variable(tf.zeros(shape))\n\n\n"
        "def bias(shape):\n    b = tf.Variable(tf.zeros(shape))\n    return b\n\n\n"
        "w1 = weight([2])\nb1 = bias([2])\nb2 = bias([3])\n"
    )
    assert told(tmp_path, source, (10, 2), (11, 6), (12, 6)) == ["w1", "b1", "b2"]


def test_attributes_belong_to_their_object_where_there_are_several(tmp_path: Path) -> None:
    source = (
        "class Linear:\n    def __init__(self):\n        self.w = tf.Variable(1.0)\n\n\n"
        "class Net:\n    def __init__(self):\n        self.inner = Linear()\n        self.only = tf.Variable(1.0)\n\n\n"
        "one = Linear()\nnet = Net()\n"
    )
    stacks = [(12, 3), (13, 8, 3), (13, 9)]
    assert told(tmp_path, source, *stacks) == ["one.w", "self.inner.w", "self.only"]


def test_a_file_that_cannot_be_read_gives_none(tmp_path: Path) -> None:
    assert expressions([[Location(str(tmp_path / "gone.py"), 3)], []]) == [None, None]


def test_source_that_does_not_parse_gives_none(tmp_path: Path) -> None:
    assert told(tmp_path, "w = tf.Variable(1.0\n", (1,)) == [None]
