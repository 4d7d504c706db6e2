"""Notebooks: code cells in order, in one namespace, with findings by cell and line."""

# os.path, not pathlib: sys.path and sys.argv hold strings, as Python itself would put them there.

from __future__ import annotations

import os
import runpy
import shlex
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graphdoctor.capture.notebook_cells import TRANSPARENT, CellMagic, cell_magic, plain
from graphdoctor.capture.own_modules import first_on_path
from graphdoctor.capture.script import check_syntax
from graphdoctor.errors import UserError
from graphdoctor.source import register_cell

_RUN_OPTIONS = ("-i", "-n", "-e", "-t")
"""Options of `%run` that take no value and change nothing but the names that the file sees."""


def read_cells(path: str) -> list[str]:
    """The sources of the code cells. Raises `UserError` where the file is no notebook."""
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except (
        nbformat.reader.NotJSONError,
        nbformat.ValidationError,
        AttributeError,
        KeyError,
        UnicodeDecodeError,
    ) as error:
        raise UserError("not-a-notebook", f"{path} is no Jupyter notebook: {str(error)[:200]}") from None
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def run_notebook(path: str, arguments: list[str]) -> None:
    """Run the code cells as `__main__`. Whatever they raise passes through."""
    cells = read_cells(path)
    full = os.path.abspath(path)
    sys.argv = [path, *arguments]
    first_on_path(os.path.dirname(full))
    module = types.ModuleType("__main__")
    shell = Shell(path, module.__dict__)
    module.__dict__.update(__file__=full, get_ipython=lambda: shell, display=print)
    sys.modules["__main__"] = module
    for number, source in enumerate(cells, 1):
        shell.run(number, source)


class Shell:
    """What `get_ipython()` answers: it runs cells, and the cell magics that the notebook itself defines."""

    def __init__(self, path: str, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace
        self._path = path
        self._number = 0
        self._magics: dict[str, Callable[[str, str], Any]] = {}

    def run(self, number: int, source: str) -> None:
        """Run a code cell. Raises `UserError` where it is no Python."""
        self._number = number
        register_cell(self._name(), os.path.abspath(self._path), number, source)
        magic = cell_magic(source)
        if magic is None or magic.name in TRANSPARENT:
            self._execute(plain(source))
        else:
            self._run_magic(magic)

    def run_cell(self, source: str, *_: Any, **__: Any) -> None:
        """What a notebook's own cell magic calls to run the rest of its cell, which begins at the second line."""
        self._execute("\n" + plain(source))

    def register_magic_function(
        self, function: Any, magic_kind: str = "line", magic_name: Any = None
    ) -> None:
        """A magic of the notebook's own (IPython's decorators call this)."""
        if magic_kind in ("cell", "line_cell"):
            self._magics[magic_name or function.__name__] = function

    def run_line_magic(self, name: str, line: str, *args: Any, **kwargs: Any) -> None:
        """`%run` and `%env`, without which later cells fail or mean something else; others do nothing here."""
        if name == "run":
            self._run_file(shlex.split(line))
        elif name in ("env", "set_env"):
            key, _, value = line.partition("=" if "=" in line else " ")
            if value:
                os.environ[key.strip()] = value.strip()

    def _run_file(self, words: list[str]) -> None:
        """The names of a script are the notebook's afterwards; another notebook's cells run as the notebook's own."""
        options = [word for word in words if word in _RUN_OPTIONS]
        words = words[len(options) :]
        if not words or words[0].startswith("-"):
            return
        path = words[0] if os.path.splitext(words[0])[1] else f"{words[0]}.py"
        if path.endswith(".ipynb"):
            shell = Shell(path, self.user_ns)
            for number, source in enumerate(read_cells(path), 1):
                shell.run(number, source)
            return
        before, sys.argv = sys.argv, words
        try:
            found = runpy.run_path(path, self.user_ns if "-i" in options else None, "__main__")
        finally:
            sys.argv = before
        self.user_ns.update({name: value for name, value in found.items() if not name.startswith("__")})

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Everything else that a shell can do (`system`, `magic`, …) does nothing here."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None

    def _run_magic(self, magic: CellMagic) -> None:
        if magic.name in self._magics:
            self._magics[magic.name](magic.line, magic.body)
        elif magic.name == "writefile" and magic.line:  # often a module that a later cell imports
            words = magic.line.split()
            with Path(words[-1]).open("a" if words[0] == "-a" else "w", encoding="utf-8") as file:
                file.write(magic.body)

    def _execute(self, source: str) -> None:
        check_syntax(source, f"{self._path}, cell {self._number}")
        exec(compile(source, self._name(), "exec", dont_inherit=True), self.user_ns)

    def _name(self) -> str:
        return f"{os.path.abspath(self._path)}#cell{self._number}"
