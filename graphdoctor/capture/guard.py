"""Nothing of the user's is touched once the step has been seen, although the script may still be running.

What Python code would write, models and checkpoints go to a scratch folder, where the script finds them again; what
can be neither redirected nor skipped (a subprocess, a connection, a removed file) ends the run with what is known.
"""

# os.path and open, not pathlib: these are the very functions that are replaced here.

from __future__ import annotations

import builtins
import io
import os
import shutil
import sys
from collections.abc import Callable
from typing import Any

from graphdoctor.capture import aside, saving, stop
from graphdoctor.capture.aside import is_scratch
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


def arm() -> None:
    """From now on nothing outside of the scratch folder is written."""
    if not aside.open_folder():
        return
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
    saving.install()
    _redirect_h5()
    if not in_process:
        sys.addaudithook(_audit)


def _elsewhere(file: Any, mode: str) -> Any:
    if not active() or not aside.is_path(file) or is_scratch(file):
        return file
    known = aside.found(file)
    if known is not file or not set(mode) & set("wax+"):
        return known
    twin = aside.twin_of(file)
    if "w" not in mode and "x" not in mode and os.path.exists(file):
        with open(file, "rb") as source, open(twin, "wb") as copy:
            copy.write(source.read())
    return twin


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
    """TensorFlow's own writers raise no audit events: summaries and files."""
    from tensorflow.python.lib.io import file_io

    for name in (
        "delete_file_v2", "delete_recursively_v2", "rename_v2", "copy_v2", "create_dir_v2",
        "recursive_create_dir_v2", "write_string_to_file", "atomic_write_string_to_file",
    ):  # fmt: skip
        if callable(getattr(file_io, name, None)):
            _quiet(file_io, name)
    _no_gfile_writes(file_io)
    _no_writing_ops()


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
