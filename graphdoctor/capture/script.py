"""Running the user's script as Python would: as `__main__`, with its own arguments and folder."""

# os.path, not pathlib: sys.path and sys.argv hold strings, as Python itself would put them there.

from __future__ import annotations

import os
import re
import runpy
import sys
import traceback
from pathlib import Path

from graphdoctor.capture.frames import Site
from graphdoctor.errors import UserError
from graphdoctor.source import is_user_file, mark_user, read_location

_NOISE = re.compile(r"\x1b\[[0-9;]*m|\{\{function_node [^}]*\}\}")


def run_script(path: str, arguments: list[str]) -> None:
    """Run a file as `__main__`. Whatever it raises, `SystemExit` included, passes through."""
    full = os.path.abspath(path)
    mark_user(full)
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(full)
    runpy.run_path(full, run_name="__main__")


def run_module(name: str, arguments: list[str]) -> None:
    """Run a module as `python -m` does."""
    sys.argv = [name, *arguments]
    sys.path[0] = os.getcwd()
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


def import_failed(name: str, error: ModuleNotFoundError) -> UserError:
    """What to tell a user where importing a module, or finding it, failed for want of another one."""
    if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
        return UserError(
            "no-such-module", f"there is no module {error.name}; run graphdoctor where Python can import it"
        )
    return failure_of(error, name)


def failure_of(error: BaseException, target: str) -> UserError:
    """What to tell a user whose script failed for a reason of its own before any training step."""
    site = last_user_site(error)
    where = read_location(site.file, site.line).to_json() if site else None
    text = first_line(error)
    if isinstance(error, SystemExit):
        return UserError(
            "script-exited",
            f"{target} called sys.exit({error.code!r}) before any training step; "
            "pass the arguments it needs after --, or analyse the script that trains",
            where,
        )
    if isinstance(error, ModuleNotFoundError):
        return UserError(
            "missing-package",
            f"{target} needs the package {error.name}, which is not installed here; install it",
            where,
        )
    if isinstance(error, FileNotFoundError):
        return UserError("missing-file", f"{target} needs a file that is not there: {text}", where)
    if isinstance(error, KeyboardInterrupt):
        return UserError("interrupted", f"{target} was interrupted before any training step", where)
    if isinstance(error, MemoryError):
        return UserError("out-of-memory", f"{target} ran out of memory before any training step", where)
    kind = type(error).__name__
    return UserError(
        "script-failed",
        f"{target} failed before any training step: {kind}: {text}; run it with python first",
        where,
    )


def last_user_site(error: BaseException) -> Site | None:
    """The innermost frame of the user's in an exception's traceback (or its cause's)."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        mine = [f for f in frames if is_user_file(f.filename)]
        if mine:
            return Site(mine[-1].filename, mine[-1].lineno or 1, mine[-1].name)
        current = current.__cause__ or current.__context__
    return None


def first_line(error: BaseException) -> str:
    """The line that says what happened: no heading of Keras' or AutoGraph's, no quoted frames, no colours."""
    lines = iter([_NOISE.sub("", line).strip() for line in str(error).splitlines()])
    told = []
    for line in lines:
        if line.startswith('File "'):
            next(lines, None)  # the source line that it quotes
        elif line and line != "in user code:" and "Exception encountered when calling " not in line:
            told.append(line.removeprefix(f"{type(error).__name__}: "))
    plainest = (line for line in told if not line.endswith(":"))
    text = next(plainest, told[0] if told else type(error).__name__)
    return text if len(text) <= 300 else text[:299] + "…"
