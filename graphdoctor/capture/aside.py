"""A scratch folder that holds, at the same path below it, what would have been written elsewhere."""

# os.path, not pathlib: paths come from the script as strings, and os itself is what the guard replaces.

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

_folder: list[str] = []
_makedirs = os.makedirs
_exists = os.path.exists


def open_folder() -> bool:
    """Make the scratch folder. False where it is there already."""
    if _folder:
        return False
    _folder.append(os.path.realpath(tempfile.mkdtemp(prefix="after-step-")))
    return True


def close_folder() -> None:
    """Remove the scratch folder with all that is in it."""
    while _folder:
        shutil.rmtree(_folder.pop(), ignore_errors=True)


def is_path(thing: Any) -> bool:
    """Whether something names a file, rather than being an open one."""
    return isinstance(thing, (str, bytes, os.PathLike))


def is_scratch(path: Any) -> bool:
    """Whether a path lies where this process may write: its private temporary folder, or a device."""
    if not is_path(path):
        return True  # a file descriptor: opened before
    full = os.path.realpath(os.fsdecode(path))
    return (
        full.startswith((os.path.realpath(tempfile.gettempdir()) + os.sep, "/dev/", "/proc/self/"))
        or full == os.devnull
    )


def twin_of(path: Any) -> str:
    """Where the scratch folder holds a path; the folder around it is made."""
    full = os.path.abspath(os.fsdecode(path))
    twin = os.path.join(_folder[0], os.path.splitdrive(full)[1].lstrip(os.sep))
    _makedirs(os.path.dirname(twin), exist_ok=True)
    return twin


def found(path: Any) -> Any:
    """The twin of a path that was written aside (a checkpoint is several files that begin alike); else the path."""
    if not _folder or not is_path(path) or is_scratch(path):
        return path
    full = os.path.abspath(os.fsdecode(path))
    twin = os.path.join(_folder[0], os.path.splitdrive(full)[1].lstrip(os.sep))
    return twin if _exists(twin) or _exists(f"{twin}.index") else path


def told(result: Any) -> Any:
    """A result of the script's saving, with the path that the script knows."""
    if not isinstance(result, str) or not _folder or not result.startswith(_folder[0]):
        return result
    return result[len(_folder[0]) :]
