"""The line for each way in which a user's own code can fail: its kind, and what it says."""

from __future__ import annotations

import socket
import urllib.error

import pytest

from graphdoctor.capture.failures import failure_of


class ResourceExhaustedError(Exception):
    """TensorFlow's, by its name."""


class NotFoundError(Exception):
    """TensorFlow's, by its name."""


class LocalEntryNotFoundError(Exception):
    """A model hub's, by its name."""


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


FAILURES = [
    (ModuleNotFoundError("No module named 'cv2'", name="cv2"), "missing-package", "pip install cv2"),
    (ModuleNotFoundError("No module named 'json.x'", name="json.x"), "other-version", "json.x"),
    (ImportError("cannot import name 'x' from 'pytest'", name="pytest"), "other-version", "'x'"),
    (ImportError("cannot import name 'x' from 'mine'", name="mine"), "script-failed", "'x'"),
    (
        AttributeError("module 'tensorflow' has no attribute 'Session'"),
        "other-version",
        "tensorflow.compat.v1",
    ),
    (AttributeError("module 'mine' has no attribute 'x'"), "script-failed", "'x'"),
    (FileNotFoundError(2, "No such file or directory", "data/a.csv"), "missing-file", "'data/a.csv'"),
    (NotFoundError("a.tfrecord; No such file or directory [Op:Next] name:"), "missing-file", "a.tfrecord"),
    (ValueError("File not found: filepath=a.keras. Please ensure"), "missing-file", "'a.keras'"),
    (OSError("unable to open file: name = 'a.h5', errno = 2, 'No such file'"), "missing-file", "'a.h5'"),
    (MemoryError("Unable to allocate 9 TiB"), "out-of-memory", "9 TiB"),
    (ResourceExhaustedError("OOM when allocating tensor"), "out-of-memory", "OOM"),
    (urllib.error.URLError("no route"), "no-network", "no route"),
    (socket.gaierror(-2, "Name or service not known"), "no-network", "Name or service"),
    (caused(RuntimeError("no model"), LocalEntryNotFoundError("offline")), "no-network", "offline"),
    (Exception("URL fetch failure on https://a.b/c.npz: None -- x"), "no-network", "https://a.b/c.npz from"),
    (RuntimeError("Could not satisfy device specification '/device:GPU:0'"), "no-accelerator", "GPU:0"),
    (SystemError("GPU device not found"), "no-accelerator", "not found"),
    (EOFError("EOF when reading a line"), "no-input", "asks for input"),
    (SystemExit(2), "script-exited", "sys.exit(2)"),
    (KeyboardInterrupt(), "interrupted", "interrupted"),
    (
        ValueError("\x1b[1mdepth must be positive\x1b[0m"),
        "script-failed",
        "ValueError: depth must be positive;",
    ),
    (
        ValueError(
            "No function takes x, e.g.:\n\n```\nf(x)  # Invalid\n```\n\nDo instead:\n\n```\nL()(x)\n```\n"
        ),
        "script-failed",
        "No function takes x",
    ),
]


@pytest.mark.parametrize(
    ("error", "kind", "says"), FAILURES, ids=[f"{kind}-{n}" for n, (_, kind, _) in enumerate(FAILURES)]
)
def test_each_failure_has_its_line(error: BaseException, kind: str, says: str) -> None:
    told = failure_of(error, "train.py")
    assert told.kind == kind
    assert says in told.message
    assert told.message.startswith("train.py ")
    assert "\n" not in told.message


def test_an_error_that_came_while_another_was_handled_counts_for_itself() -> None:
    def load() -> None:
        try:
            raise FileNotFoundError(2, "No such file or directory", "cache.bin")
        except FileNotFoundError:
            raise ValueError("depth must be positive")  # noqa: B904

    with pytest.raises(ValueError, match="depth") as caught:
        load()
    assert failure_of(caught.value, "train.py").kind == "script-failed"
