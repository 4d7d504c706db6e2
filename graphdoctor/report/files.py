"""The files that ``-o`` names: checked before anything runs, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphdoctor.errors import UserError
from graphdoctor.report.renderer import RENDERERS, Renderer, RenderOptions, Report, by_suffix


@dataclass(frozen=True, slots=True)
class Output:
    """A file to write, and the format that its suffix picked."""

    path: Path
    renderer: Renderer

    def write(self, report: Report, options: RenderOptions) -> None:
        """Renders and writes; an interrupted run leaves the old file as it was. Raises UserError
        (``cannot-write``)."""
        write_whole(self.path, encoded(self.renderer.render(report, options)))


def encoded(content: str | bytes) -> bytes:
    """UTF-8; what has no UTF-8 (a lone surrogate in a name) is spelled out."""
    return content if isinstance(content, bytes) else content.encode("utf-8", errors="backslashreplace")


def planned(paths: Sequence[str]) -> tuple[Output, ...]:
    """The outputs behind the paths. Raises UserError (``bad-output``) for one that could not be written: an
    unknown suffix, a folder that does not exist, a path that is a folder, one named twice."""
    outputs: list[Output] = []
    for name in paths:
        path = Path(name)
        found = by_suffix(path.suffix)
        if found is None:
            raise _refused(path, f"its suffix picks no format; use one of {', '.join(suffixes())}")
        check_writable(path)
        if any(path.absolute() == output.path.absolute() for output in outputs):
            raise _refused(path, "it is named twice; name each file once")
        outputs.append(Output(path, found))
    return tuple(outputs)


def check_writable(path: Path) -> None:
    """Raises UserError (``bad-output``) for a path that could not be written."""
    if path.is_dir():
        raise _refused(path, "it is a folder; name a file in it")
    if not path.parent.is_dir():
        raise _refused(path, f"the folder {path.parent} does not exist; create it first")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _refused(path, "no permission to write there; choose another place")


def write_whole(path: Path, content: bytes) -> None:
    """Writes all of it or nothing. Raises UserError (``cannot-write``)."""
    try:
        _replace(path, content)
    except OSError as error:
        raise _refused(path, error.strerror or str(error), "cannot-write") from error


def suffixes() -> list[str]:
    """The suffixes that pick a format."""
    return sorted(entry.suffix for entry in RENDERERS.values() if entry.suffix)


def _refused(path: Path, why: str, kind: str = "bad-output") -> UserError:
    return UserError(kind, f"cannot write {path}: {why}")


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # /dev/stdout, a pipe: nothing to replace
        return
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:  # whatever it is goes on; half a file stays nowhere
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    # There is no way to read it but to set it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
