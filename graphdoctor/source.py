"""The user's source: places in it, which files are the user's, and the text of a line."""

# ruff: noqa: PTH100, PTH109, PTH119, PTH120, PTH206
# os.path, not pathlib: is_user_file is asked for every frame, and making a Path costs more than the answer.

from __future__ import annotations

import functools
import linecache
import os
import site
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in the user's code.

    line, column and end_column count from 1; the columns count characters of the unstripped source line, and
    end_column is one past the last character. indent is how many leading characters `code` has lost by
    stripping: an underline starts at ``column - 1 - indent`` in `code`. cell counts code cells from 1.
    """

    file: str
    line: int
    code: str = ""
    column: int | None = None
    end_column: int | None = None
    indent: int = 0
    cell: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The contract's ``L``; what is not known is left out."""
        found: dict[str, Any] = {"file": self.file, "line": self.line, "code": self.code}
        if self.column is not None:
            found["column"] = self.column
        if self.end_column is not None:
            found["end_column"] = self.end_column
        if self.indent:
            found["indent"] = self.indent
        if self.cell is not None:
            found["cell"] = self.cell
        return found

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Location:
        """The inverse of `to_json`. Raises KeyError when ``file`` or ``line`` is missing."""
        return cls(
            file=entry["file"],
            line=entry["line"],
            code=entry.get("code") or "",
            column=entry.get("column"),
            end_column=entry.get("end_column"),
            indent=entry.get("indent") or 0,
            cell=entry.get("cell"),
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A notebook's code cell: the file a user knows, and the number of the cell in it, from 1."""

    file: str
    number: int


_cells: dict[str, Cell] = {}
_user_roots: set[str] = set()
_library_roots: set[str] = set()


def register_cell(pseudo_file: str, shown_file: str, number: int, source: str) -> None:
    """Declares the code compiled as `pseudo_file` to be code cell `number`, from 1, of a notebook."""
    _cells[pseudo_file] = Cell(shown_file, number)
    # linecache drops entries whose file does not exist on checkcache() unless their mtime is None.
    linecache.cache[pseudo_file] = (len(source), None, source.splitlines(keepends=True), pseudo_file)
    is_user_file.cache_clear()


def mark_user(path: str) -> None:
    """Declares a file, or a folder with all below it, to be the user's even where it is installed as a
    library (``-m package.train`` of an installed package)."""
    _user_roots.add(_normal(path))
    is_user_file.cache_clear()


def mark_library(path: str) -> None:
    """Declares a folder to be a library's: a TensorFlow outside of site-packages, for one."""
    _library_roots.add(_normal(path))
    is_user_file.cache_clear()


@functools.cache
def is_user_file(path: str) -> bool:
    """Whether a frame of this file belongs to the user: not to Python, an installed library, graphdoctor or
    generated code. Cached: it is asked for every frame of every op that is looked at."""
    if path in _cells or path.startswith(("<ipython-input-", "<python-input-")):
        return True  # a cell of a notebook, or what was typed: linecache knows its lines
    # "<frozen runpy>", "<string>", "<stdin>": nothing a user could open; nor what Cython has compiled.
    if (
        not path
        or path.startswith("<")
        or path.endswith((".pyx", ".pxd"))
        or os.path.basename(path).startswith("__autograph_generated_file")
    ):
        return False
    normal = _normal(path)
    if _is_below(normal, _user_roots):
        return True
    parts = normal.split(os.sep)
    if "site-packages" in parts or "dist-packages" in parts:
        return False
    return not _is_below(normal, _library_roots) and not _is_below(normal, _installed_roots())


def source_line(file: str, line: int) -> str:
    """The text of a line, without its newline; empty where it cannot be read."""
    return linecache.getline(file, line).rstrip("\r\n")


def source_text(location: Location) -> str:
    """The whole file (or notebook cell) that a location lies in; empty where it cannot be read."""
    name = location.file
    if location.cell is not None:
        cells = (p for p, c in _cells.items() if c.number == location.cell and shown_path(c.file) == name)
        name = next(cells, name)
    return "".join(linecache.getlines(name))


def read_location(
    file: str, line: int, column: int | None = None, end_column: int | None = None, base: str | None = None
) -> Location:
    """The place with its source text. `file` is the name Python knows it by (`co_filename`); it is shown
    relative to `base` (default: the working directory) where it lies below it. Columns as in `Location`."""
    text = source_line(file, line)
    code = text.strip()
    indent = len(text) - len(text.lstrip())
    cell = _cells.get(file)
    shown = cell.file if cell is not None else file
    return Location(
        file=_typed_as(file) or shown_path(shown, base),
        line=line,
        code=code,
        column=column,
        end_column=end_column,
        indent=indent,
        cell=cell.number if cell is not None else None,
    )


def _typed_as(file: str) -> str | None:
    """What IPython calls a piece of code that was typed into it: ``In[2]``. None for a file."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    name_of = getattr(getattr(shell, "compile", None), "format_code_name", None)
    told = name_of(file) if name_of is not None else None
    return str(told[1]) if told else None


def character_column(text: str, utf8_offset: int) -> int:
    """Turns a 0-based UTF-8 byte offset in a line, as tracebacks and `ast` count, into a 1-based column."""
    return len(text.encode("utf-8")[:utf8_offset].decode("utf-8", errors="ignore")) + 1


def shown_path(file: str, base: str | None = None) -> str:
    """`file` relative to `base` (default: the working directory) where it lies below it, else absolute; with
    ``/`` on every system."""
    return _shown(file, base if base is not None else os.getcwd())


@functools.lru_cache(maxsize=4096)
def _shown(file: str, start: str) -> str:
    for resolve in (os.path.abspath, os.path.realpath):
        path, root = resolve(file), resolve(start)
        if path.startswith(root.rstrip(os.sep) + os.sep):
            return os.path.relpath(path, root).replace(os.sep, "/")
    return os.path.abspath(file).replace(os.sep, "/")


def _normal(path: str) -> str:
    return os.path.normcase(os.path.abspath(path))


def _is_below(path: str, roots: set[str] | frozenset[str]) -> bool:
    # With the separator, so that `/lib/jax_triton` is not taken to lie in `/lib/jax`.
    return any(path == root or path.startswith(root + os.sep) for root in roots)


@functools.cache
def _installed_roots() -> frozenset[str]:
    known = sysconfig.get_paths()
    found = {known[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found.add(os.path.dirname(os.__file__))
    found.add(os.path.dirname(os.path.abspath(__file__)))
    # Both are absent in virtual environments made by old tools.
    found.update(getattr(site, "getsitepackages", list)())
    if site.ENABLE_USER_SITE and site.USER_SITE:
        found.add(site.USER_SITE)
    found.update(entry for entry in sys.path if entry.endswith(".zip"))
    roots = {_normal(entry) for entry in found if entry}
    return frozenset(roots | {os.path.normcase(os.path.realpath(root)) for root in roots})
