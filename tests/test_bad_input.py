"""What cannot be analysed: status 2, one clear line on stderr, the user's frames only, and valid JSON too."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.forks import forked
from tests.support import PACKAGE, Ran, assert_valid, graphdoctor

NO_STEP = "no training step|without a training step"
OWN_LINE = re.compile(r"^graphdoctor: ")


@dataclass(frozen=True)
class Bad:
    """A script that does not get as far as a training step."""

    script: str
    says: str
    """A regular expression that graphdoctor's one line must match, in any case."""
    line: int | None = None
    """The user's line, where the fault has one."""
    options: tuple[str, ...] = ()


BAD = {
    "syntax-error": Bad(
        "import math\n\ndef area(radius:\n    return math.pi\n", r"syntax|never closed", line=3
    ),
    "raises-before-training": Bad(
        "def load(columns):\n    return columns['price']\n\n\nload({'size': 1})\n", "KeyError.*price", line=2
    ),
    "missing-package": Bad("import json\nimport no_such_package_at_all\n", "no_such_package_at_all", line=2),
    "no-training-step": Bad(
        "import tensorflow as tf\n\n"
        "model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])\n"
        "print(model(tf.ones((2, 3))).shape)\n",
        NO_STEP,
    ),
    "raises-while-keras-traces": Bad(
        "import numpy as np\nimport tensorflow as tf\n\n\n"
        "class Wrong(tf.keras.layers.Layer):\n"
        "    def call(self, x):\n"
        "        return tf.no_such_op(x)\n\n\n"
        "model = tf.keras.Sequential([Wrong(), tf.keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse')\n"
        "model.fit(np.zeros((2, 3)), np.zeros((2, 1)), verbose=0)\n",
        r"another version of a library.*no attribute 'no_such_op'",
        line=7,
    ),
    "parameter-server": Bad(
        "import tensorflow as tf\n\n"
        "cluster = tf.train.ClusterSpec({'worker': ['localhost:1'], 'ps': ['localhost:2'], 'chief': ['localhost:3']})\n"
        "resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(cluster, task_type='chief', task_id=0)\n"
        "strategy = tf.distribute.ParameterServerStrategy(resolver)\n",
        r"ParameterServerStrategy runs its steps on other machines",
        line=5,
    ),
    "empty": Bad("", NO_STEP),
    "exits-early": Bad("import sys\n\nprint('no data here')\nsys.exit(3)\n", r"exit.*3", line=4),
    "exits-early-with-words": Bad("import sys\n\nsys.exit('usage: train.py DATA')\n", r"exit", line=3),
    "dies": Bad("import os\n\nos._exit(0)\n", "before"),
    "is-killed": Bad("import os\nimport signal\n\nos.kill(os.getpid(), signal.SIGTERM)\n", "."),
    "endless": Bad(
        "import time\n\nwhile True:\n    time.sleep(0.05)\n",
        "in time|within",
        options=("--timeout", "4"),
    ),
    "endless-and-deaf": Bad(
        "import time\n\n"
        "while True:\n    try:\n        time.sleep(0.05)\n    except BaseException:\n        pass\n",
        "in time|within",
        options=("--timeout", "4"),
    ),
    "is-killed-for-its-memory": Bad(
        "import os\nimport signal\n\nos.kill(os.getpid(), signal.SIGKILL)\n", "memory"
    ),
    "asks": Bad("epochs = 3\nn = int(input('how many epochs? '))\n", "asks for input", line=2),
    "stuck-pipeline": Bad(
        "import time\nimport tensorflow as tf\n\n\ndef rows():\n    time.sleep(1000)\n    yield 1.0\n\n\n"
        "data = tf.data.Dataset.from_generator(rows, output_signature=tf.TensorSpec(()))\n"
        "for row in data:\n    print(row)\n",
        "in time|within",
        line=11,
        options=("--timeout", "12"),
    ),
    "too-large": Bad(
        "import tensorflow as tf\n\ntf.zeros((1 << 20, 1 << 20, 64))\n", "out of memory", line=3
    ),
    "wants-a-gpu": Bad(
        "import tensorflow as tf\n\ngpus = tf.config.list_physical_devices('GPU')\nprint(gpus[0])\n",
        "accelerator",
        line=4,
    ),
    "no-data-file": Bad(
        "import tensorflow as tf\n\nfor row in tf.data.TextLineDataset('rows.csv'):\n    print(row)\n",
        "rows.csv",
        line=3,
    ),
    "raises-and-goes-deep": Bad(
        "def down(depth):\n    return down(depth + 1)\n\n\ndown(0)\n", "RecursionError", line=2
    ),
}


def assert_failed(ran: Ran, says: str) -> str:
    """Status 2, one line of graphdoctor's own that says the matter, and no frame of graphdoctor's."""
    assert ran.status == 2, (ran.stdout[-2000:], ran.stderr[-2000:])
    own = [line for line in ran.stderr.splitlines() if OWN_LINE.match(line)]
    assert len(own) == 1, ran.stderr
    assert re.search(says, own[0], re.IGNORECASE), own[0]
    assert str(PACKAGE) not in ran.stderr
    assert "runpy" not in ran.stderr
    assert "Traceback" not in ran.stderr
    place = re.search(r"train\.py:\d+", own[0])
    assert place is None or own[0].count(place[0]) == 1, f"the place is named twice: {own[0]}"
    return own[0]


def assert_error_document(ran: Ran) -> dict[str, object]:
    report = ran.report
    assert_valid(report)
    error = report["error"]
    assert isinstance(error, dict)
    assert error["kind"]
    assert error["message"]
    assert "\n" not in error["message"]
    assert report["findings"] == []
    return error


@pytest.mark.tf
@pytest.mark.parametrize("name", BAD)
def test_script_that_cannot_be_analysed(name: str, tmp_path: Path) -> None:
    bad = BAD[name]
    (tmp_path / "train.py").write_text(bad.script)
    ran = forked("analyze", "train.py", "--format", "json", *bad.options, cwd=tmp_path, timeout=90)
    assert_failed(ran, bad.says)
    error = assert_error_document(ran)
    if bad.line is not None:
        location = error["location"]
        assert isinstance(location, dict)
        assert (location["file"], location["line"]) == ("train.py", bad.line)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["train.py"]


@pytest.mark.tf
def test_text_says_the_users_line_and_nothing_on_stdout(tmp_path: Path) -> None:
    bad = BAD["raises-before-training"]
    (tmp_path / "train.py").write_text(bad.script)
    ran = forked("analyze", "train.py", cwd=tmp_path)
    assert_failed(ran, bad.says)
    assert ran.stdout == ""
    assert re.search(r"train\.py\D+2\b", ran.stderr), ran.stderr


@pytest.mark.tf
def test_prints_go_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(BAD["exits-early"].script)
    ran = forked("analyze", "train.py", "--format", "json", cwd=tmp_path)
    assert "no data here" in ran.stderr
    assert "no data here" not in ran.stdout


@pytest.mark.tf
def test_a_report_file_is_written_for_a_failure_too(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(BAD["exits-early"].script)
    ran = forked("analyze", "train.py", "-o", "report.json", cwd=tmp_path)
    assert_failed(ran, BAD["exits-early"].says)
    report = json.loads((tmp_path / "report.json").read_text())
    assert_valid(report)
    assert report["error"]


def test_missing_file(tmp_path: Path) -> None:
    ran = graphdoctor("analyze", "nowhere.py", "--format", "json", cwd=tmp_path)
    assert_failed(ran, r"nowhere\.py")
    assert_error_document(ran)


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "project.py").mkdir()
    ran = graphdoctor("analyze", "project.py", "--format", "json", cwd=tmp_path)
    assert_failed(ran, r"project\.py.*folder")
    assert_error_document(ran)


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0" * 100],
    ids=["noise", "picture", "zeros"],
)
def test_binary_file(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "weights.py").write_bytes(content)
    ran = graphdoctor("analyze", "weights.py", "--format", "json", cwd=tmp_path)
    assert_failed(ran, r"weights\.py")
    assert_error_document(ran)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("-o", "report.xyz"), r"\.xyz"),
        (("-o", "no/such/folder/report.svg"), "no/such/folder"),
        (("--ignore", "no-such-cause"), "no-such-cause"),
        (("--select", "no-such-cause"), "no-such-cause"),
    ],
)
def test_option_that_cannot_be_meant(options: tuple[str, ...], says: str, tmp_path: Path) -> None:
    """Refused before the script is run: it may take minutes to reach its training step."""
    (tmp_path / "train.py").write_text("import time\n\ntime.sleep(600)\n")
    ran = graphdoctor("analyze", "train.py", *options, cwd=tmp_path, timeout=20)
    assert ran.status == 2
    assert re.search(says, ran.stderr), ran.stderr
    assert "Traceback" not in ran.stderr
