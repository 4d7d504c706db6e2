"""Running the user's script as Python would: as `__main__`, with its own arguments and folder."""

# os.path, not pathlib: sys.path and sys.argv hold strings, as Python itself would put them there.

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from graphdoctor.capture.own_modules import first_on_path
from graphdoctor.errors import UserError
from graphdoctor.source import mark_user, read_location


def run_script(path: str, arguments: list[str]) -> None:
    """Run a file as `__main__`. Whatever it raises, `SystemExit` included, passes through."""
    full = os.path.abspath(path)
    mark_user(full)
    sys.argv = [path, *arguments]
    first_on_path(os.path.dirname(full))
    runpy.run_path(full, run_name="__main__")


def run_module(name: str, arguments: list[str]) -> None:
    """Run a module as `python -m` does."""
    sys.argv = [name, *arguments]
    first_on_path(os.getcwd())
    import importlib.util

    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise UserError(
            "no-such-module", f"there is no module {name}; run graphdoctor where Python can import it"
        )
    mark_user(spec.origin)
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def check_script(path: str) -> None:
    """Raise `UserError` for what can be seen without running anything: no file, a folder, no text, no Python."""
    file = Path(path)
    if not file.exists():
        raise UserError("no-such-file", f"there is no file {path}; check the name and the folder")
    if file.is_dir():
        raise UserError("not-a-script", f"{path} is a folder; name the script in it that trains the model")
    try:
        source = file.read_bytes()
    except OSError as error:
        raise UserError("unreadable", f"{path} cannot be read: {error.strerror}") from None
    if file.suffix == ".ipynb":
        return
    check_syntax(source, path)


def check_syntax(source: bytes | str, path: str) -> None:
    """Raise `UserError` with the line where Python cannot parse the source."""
    if b"\0" in source if isinstance(source, bytes) else "\0" in source:
        raise UserError("not-a-script", f"{path} is no Python script: it holds binary data")
    try:
        compile(source, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        where = read_location(path, error.lineno or 1).to_json()
        raise UserError(
            "syntax-error", f"{path} has a syntax error: {error.msg}; Python cannot run it", where
        ) from None
    except ValueError as error:
        raise UserError("not-a-script", f"{path} is no Python script: {error}") from None
