"""Notebooks: code cells in order, in one namespace, with findings by cell and line."""

# os.path, not pathlib: sys.path and sys.argv hold strings, as Python itself would put them there.

from __future__ import annotations

import os
import sys
import types

from graphdoctor.capture.script import check_syntax
from graphdoctor.errors import UserError
from graphdoctor.source import register_cell


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
    return [plain(cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def plain(source: str) -> str:
    """A cell without magics and shell lines; line numbers stay."""
    if source.lstrip().startswith("%%"):
        magic = source.lstrip().split()[0]
        if magic not in ("%%time", "%%timeit", "%%capture"):
            return "\n" * source.count("\n")
    lines = []
    for line in source.split("\n"):
        body = line.lstrip()
        indent = line[: len(line) - len(body)]
        lines.append(
            f"{indent}pass" if body.startswith(("%", "!", "?")) or body.rstrip().endswith("?") else line
        )
    return "\n".join(lines)


def run_notebook(path: str, arguments: list[str]) -> None:
    """Run the code cells as `__main__`. Whatever they raise passes through."""
    cells = read_cells(path)
    full = os.path.abspath(path)
    sys.argv = [path, *arguments]
    sys.path[0] = os.path.dirname(full)
    module = types.ModuleType("__main__")
    module.__dict__.update(__file__=full, get_ipython=lambda: None, display=print)
    sys.modules["__main__"] = module
    for number, source in enumerate(cells, 1):
        check_syntax(source, f"{path}, cell {number}")
        name = f"{full}#cell{number}"
        register_cell(name, full, number, source)
        exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
