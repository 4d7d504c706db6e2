"""What to tell a user whose code failed for a reason of its own before any training step: one line, and what to do.

Each kind of failure has a recogniser: a function of the exception that answers with the rest of the sentence, or None.
The causes of an exception are asked as well, since libraries wrap what really happened.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterator

from graphdoctor.capture.frames import Site
from graphdoctor.errors import UserError
from graphdoctor.source import is_user_file, read_location, source_line

_EXAMPLE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_NOISE = re.compile(r"\x1b\[[0-9;]*m|\{\{function_node [^}]*\}\}|\s*\[Op:\w+\].*")
_NODE = re.compile(r"for '\{\{node [^}]*\}\} = (\w+)\[.*?\]\([^']*\)'")
"""How TensorFlow names an op that it could not make."""
_GPU = re.compile(r"\b(GPU|CUDA|cuDNN|TPU)s?\b|device:[GT]PU|physical_devices", re.IGNORECASE)
_OLD = r"'(Session|placeholder|get_variable|global_variables_initializer)'|tensorflow\.(contrib|examples)"
_UNREACHABLE = ("URLError", "gaierror", "ConnectionError", "ConnectTimeout", "LocalEntryNotFoundError")
_FETCH = re.compile(r"URL fetch failure on (\S+?):?\s")
_NO_FILE = re.compile(
    r"File not found: filepath=(\S+)\. |unable to open file: name = '([^']+)'.*No such file"
)
"""How Keras and h5py say it."""

Recogniser = Callable[[BaseException, str], "str | None"]


def failure_of(error: BaseException, target: str) -> UserError:
    """The line for an exception that ended the user's code."""
    site = last_user_site(error)
    where = read_location(site.file, site.line).to_json() if site else None
    code = source_line(site.file, site.line) if site else ""
    for kind, recognise in _KINDS.items():
        for cause in causes_of(error):
            told = recognise(cause, code)
            if told is not None:
                return UserError(kind, f"{target} {told}", where)
    told = f"failed before any training step: {type(error).__name__}: {first_line(error)}; run it with python first"
    return UserError("script-failed", f"{target} {told}", where)


def import_failed(name: str, error: ModuleNotFoundError) -> UserError:
    """What to tell a user where importing a module, or finding it, failed for want of another one."""
    if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
        return UserError(
            "no-such-module", f"there is no module {error.name}; run graphdoctor where Python can import it"
        )
    return failure_of(error, name)


def causes_of(error: BaseException, own: bool = False) -> Iterator[BaseException]:
    """The exception and those behind it. Not `own`: what the user's own code raises while it handles another one."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        frames = traceback.extract_tb(current.__traceback__)
        raised_by_user = bool(frames) and is_user_file(frames[-1].filename)
        current = current.__cause__ or (None if raised_by_user and not own else current.__context__)


def _is(error: BaseException, *names: str) -> bool:
    """Whether one of its classes is called so: their libraries need not be imported to tell."""
    return any(cls.__name__ in names for cls in type(error).__mro__)


def _exited(error: BaseException, code: str) -> str | None:
    if not isinstance(error, SystemExit):
        return None
    return (
        f"called sys.exit({error.code!r}) before any training step; "
        "pass the arguments it needs after --, or analyse the script that trains"
    )


def _interrupted(error: BaseException, code: str) -> str | None:
    return "was interrupted before any training step" if isinstance(error, KeyboardInterrupt) else None


def _missing_package(error: BaseException, code: str) -> str | None:
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    if package in sys.modules:
        return None  # it is there, in another version
    return (
        f"needs the package {error.name}, which is not installed here: pip install {package} (or what it is called "
        "there), or run graphdoctor from the folder that holds it"
    )


def _other_version(error: BaseException, code: str) -> str | None:
    text = first_line(error)
    missing = re.search(r"module '(tensorflow|keras|tf_keras)[\w.]*' has no attribute", text)
    if missing is None and not _from_library(error):
        return None
    old = "; for TensorFlow 1: import tensorflow.compat.v1 as tf" if re.search(_OLD, text) else ""
    return f"is written for another version of a library than the one here ({text}){old}"


def _from_library(error: BaseException) -> bool:
    """Whether it is an import that fails in a package that is there, and is not the user's own."""
    if not isinstance(error, ImportError) or error.name is None:
        return False
    package = sys.modules.get(error.name.partition(".")[0])
    file = getattr(package, "__file__", None)
    return file is not None and not is_user_file(file)


def _out_of_memory(error: BaseException, code: str) -> str | None:
    if not isinstance(error, MemoryError) and not _is(error, "ResourceExhaustedError"):
        return None
    return f"ran out of memory before any training step ({first_line(error)}); give it less data to load"


def _network(error: BaseException, code: str) -> str | None:
    fetched = _FETCH.search(str(error))
    if fetched is not None:
        return f"wants {fetched[1]} from the network, which cannot be reached; download it beforehand"
    if not _is(error, *_UNREACHABLE) or _is(error, "HTTPError"):
        return None
    return (
        f"wants the network, which cannot be reached ({first_line(error)}); download what it needs beforehand"
    )


def _gpu(error: BaseException, code: str) -> str | None:
    text = first_line(error)
    asked = _GPU.search(str(error)) is not None
    if not asked and not (isinstance(error, (IndexError, AssertionError)) and _GPU.search(code)):
        return None
    return f"wants an accelerator that is not here ({type(error).__name__}: {text}); let it run without one"


def _missing_file(error: BaseException, code: str) -> str | None:
    named = _NO_FILE.search(str(error))
    if named is not None:
        what = repr(named[1] or named[2])
    elif isinstance(error, FileNotFoundError):
        what = repr(error.filename) if error.filename else first_line(error)
    elif _is(error, "NotFoundError") and re.search(r"such file|not find|does not exist", str(error)):
        what = first_line(error)
    else:
        return None
    return f"needs a file that is not there: {what}; run graphdoctor where the script finds it"


def _no_input(error: BaseException, code: str) -> str | None:
    if not isinstance(error, EOFError) or "reading a line" not in str(error):
        return None
    return "asks for input, and there is none: give it with a pipe, or as an argument after --"


_KINDS: dict[str, Recogniser] = {
    "script-exited": _exited,
    "interrupted": _interrupted,
    "missing-package": _missing_package,
    "other-version": _other_version,
    "out-of-memory": _out_of_memory,
    "no-network": _network,
    "missing-file": _missing_file,
    "no-input": _no_input,
    "no-accelerator": _gpu,
}
"""Each kind of failure that has a line of its own, the surest first."""


def last_user_site(error: BaseException) -> Site | None:
    """The innermost frame of the user's in an exception's traceback (or its cause's)."""
    for current in causes_of(error, own=True):
        converted = getattr(getattr(current, "ag_error_metadata", None), "translated_stack", ())
        for frame in converted:  # innermost first; Python's own traceback shows what AutoGraph generated
            if is_user_file(frame.filename):
                return Site(frame.filename, frame.lineno, frame.function_name)
    for current in causes_of(error, own=True):
        mine = [f for f in traceback.extract_tb(current.__traceback__) if is_user_file(f.filename)]
        if mine:
            return Site(mine[-1].filename, mine[-1].lineno or 1, mine[-1].name)
    return None


def first_line(error: BaseException) -> str:
    """The line that says what happened: no heading of Keras' or AutoGraph's, no quoted frames or code, no colours."""
    message = _EXAMPLE.sub("", str(error))
    lines = iter([_NOISE.sub("", line).strip() for line in message.splitlines()])
    told = []
    for line in lines:
        if line.startswith('File "'):
            next(lines, None)  # the source line that it quotes
        elif line and line != "in user code:" and "Exception encountered when calling " not in line:
            told.append(line.removeprefix(f"{type(error).__name__}: "))
    plainest = (line for line in told if not line.endswith(":"))
    text = _NODE.sub(r"for \1", next(plainest, told[0] if told else type(error).__name__))
    return text if len(text) <= 300 else text[:299] + "…"
