"""Nothing of the user's is touched once the step has been seen, although the script may still be running.

Files that Python code would write go to a scratch folder; checkpoints and saved models are not written at all; what
can be neither redirected nor skipped (a subprocess, a connection, a removed file) ends the run with what is known.
"""

# os.path and open, not pathlib: these are the very functions that are replaced here.

from __future__ import annotations

import builtins
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from graphdoctor.capture import stop
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ENDING = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.truncate",
    "socket.connect",
    "socket.bind",
)
_SKIPPED = (
    "mkdir", "makedirs", "remove", "unlink", "rmdir", "removedirs", "rename", "renames", "replace", "symlink", "link",
    "chmod", "utime",
)  # fmt: skip
_WRITING_OPS = (
    "WriteFile", "Save", "MergeV2Checkpoints", "CreateSummary", "WriteSummary", "WriteScalarSummary", "WriteAudio",
    "WriteGraph", "WriteHistogram", "WriteImage", "WriteRaw", "FlushSummary", "CloseSummary",
)  # fmt: skip
in_process = False
"""Whether the process goes on after the step: an audit hook cannot be removed again."""
_armed: list[str] = []
_moved: dict[str, str] = {}


def arm() -> None:
    """From now on nothing outside of the scratch folder is written."""
    if _armed:
        return
    _armed.append(os.path.realpath(tempfile.mkdtemp(prefix="after-step-")))
    original = io.open

    def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        return original(_elsewhere(file, mode), mode, *args, **kwargs)

    replace(builtins, "open", opened)
    replace(io, "open", opened)
    for name in _SKIPPED:
        _skip(os, name)
    for name in ("rmtree", "move", "copyfile", "copytree"):
        _skip(shutil, name)
    _skip_tensorflow_writers()
    _redirect_h5()
    if not in_process:
        sys.addaudithook(_audit)


def is_scratch(path: Any) -> bool:
    """Whether a path lies where this process may write: its private temporary folder, or a device."""
    if not isinstance(path, (str, bytes, os.PathLike)):
        return True  # a file descriptor: opened before
    full = os.path.realpath(os.fsdecode(path))
    return (
        full.startswith((os.path.realpath(tempfile.gettempdir()) + os.sep, "/dev/", "/proc/self/"))
        or full == os.devnull
    )


def _elsewhere(file: Any, mode: str) -> Any:
    if not active() or not isinstance(file, (str, bytes, os.PathLike)) or is_scratch(file):
        return file
    full = os.path.abspath(os.fsdecode(file))
    if full in _moved:
        return _moved[full]
    if not set(mode) & set("wax+"):
        return file
    _moved[full] = os.path.join(_armed[0], f"{len(_moved)}-{os.path.basename(full)}")
    if "w" not in mode and "x" not in mode and os.path.exists(full):
        with open(full, "rb") as source, open(_moved[full], "wb") as copy:
            copy.write(source.read())
    return _moved[full]


def _skip(owner: Any, name: str) -> None:
    original = getattr(owner, name)

    def skipped(*args: Any, **kwargs: Any) -> Any:
        if not active() or all(
            is_scratch(a) for a in args[: 2 if name in ("rename", "replace", "renames", "move") else 1]
        ):
            return original(*args, **kwargs)
        return args[1] if name in ("move", "copyfile", "copytree") and len(args) > 1 else None

    replace(owner, name, skipped)


def _skip_tensorflow_writers() -> None:
    """TensorFlow's own writers raise no audit events: checkpoints, summaries, files, saved models."""
    from tensorflow.python.checkpoint import checkpoint, checkpoint_management
    from tensorflow.python.lib.io import file_io
    from tensorflow.python.saved_model import save

    for owner, names in (
        (checkpoint.Checkpoint, ("save", "write")),
        (checkpoint.TrackableSaver, ("save",)),
        (checkpoint_management.CheckpointManager, ("save",)),
        (save, ("save", "save_and_return_nodes")),
        (file_io, ("delete_file_v2", "delete_recursively_v2", "rename_v2", "copy_v2", "create_dir_v2",
                   "recursive_create_dir_v2", "write_string_to_file", "atomic_write_string_to_file")),
    ):  # fmt: skip
        for name in names:
            if callable(getattr(owner, name, None)):
                _quiet(owner, name)
    _no_gfile_writes(file_io)
    _no_writing_ops()
    _quiet_keras_savers()


def _no_writing_ops() -> None:
    """Eager ops that write files, however they are spelled in Python."""
    from tensorflow.python import pywrap_tfe

    original = pywrap_tfe.TFE_Py_FastPathExecute

    def execute(context: Any, name: str, *args: Any) -> Any:
        if active() and name.startswith(_WRITING_OPS):
            return None
        return original(context, name, *args)

    replace(pywrap_tfe, "TFE_Py_FastPathExecute", execute)


def _quiet(owner: Any, name: str) -> None:
    original = getattr(owner, name)

    def nothing(*args: Any, **kwargs: Any) -> Any:
        return (
            original(*args, **kwargs) if not active() else next((a for a in args if isinstance(a, str)), "")
        )

    replace(owner, name, nothing)


def _no_gfile_writes(file_io: Any) -> None:
    original = file_io.FileIO.__init__

    def init(self: Any, name: Any, mode: str, *args: Any, **kwargs: Any) -> None:
        original(
            self,
            os.devnull if set(mode) & set("wa+") and not is_scratch(name) else name,
            mode,
            *args,
            **kwargs,
        )

    replace(file_io.FileIO, "__init__", init)


def _quiet_keras_savers() -> None:
    for name, owner in (
        ("keras.src.models.model", "Model"),
        ("tf_keras.src.engine.training", "Model"),
    ):
        target = getattr(sys.modules.get(name), owner, None)
        for method in ("save", "save_weights", "export"):
            if target is not None and hasattr(target, method):
                _quiet(target, method)


def _redirect_h5() -> None:
    h5py = sys.modules.get("h5py")
    if h5py is None:
        return
    original: Callable[..., Any] = h5py.File.__init__

    def init(self: Any, name: Any, mode: str = "r", *args: Any, **kwargs: Any) -> None:
        original(self, _elsewhere(name, "r" if mode == "r" else "w"), mode, *args, **kwargs)

    replace(h5py.File, "__init__", init)


def _audit(event: str, args: tuple[Any, ...]) -> None:
    """The safety net: what would still write, remove or start something ends the run."""
    if not active():
        return
    if event == "open":
        path, _, flags = args
        if isinstance(flags, int) and flags & _WRITING and not is_scratch(path):
            stop.the_judge().finish(True)
    elif event in _ENDING or (
        event.startswith(("os.", "shutil.")) and event.split(".")[1] in (*_SKIPPED, "rmtree", "move")
    ):
        if event not in _ENDING and all(is_scratch(a) for a in args if isinstance(a, (str, bytes))):
            return
        stop.the_judge().finish(True)
