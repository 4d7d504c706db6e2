"""Ways to write a script otherwise that change nothing: in a function, with other names, in a notebook.

A way takes the source and returns the files, the target, and where each line of the source went; None where the script
cannot be written so.
"""

from __future__ import annotations

import ast
import builtins
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_BY_NAME = re.compile(
    r"import \*|\b(globals|locals|eval|exec)\(|\bglobal \b|__future__|__main__|\bargv\b|argparse"
)
"""Code that depends on where a name is, or on how the script is run."""

Line = int | tuple[int, int]
"""A line of a script; a cell and a line of a notebook."""


@dataclass(frozen=True)
class Rewritten:
    """A script that was written otherwise."""

    files: dict[str, str]
    target: str
    line: Callable[[int], Line]


def in_a_function(source: str) -> Rewritten | None:
    """The whole script as the body of a function."""
    if _BY_NAME.search(source):
        return None
    kept = set(_within_strings(source))
    lines = source.splitlines()
    body = [text if n in kept or not text.strip() else f"    {text}" for n, text in enumerate(lines, 1)]
    return Rewritten(
        {"script.py": "\n".join(["def main():", *body, "", "", "main()", ""])}, "script.py", lambda n: n + 1
    )


def _within_strings(source: str) -> Iterator[int]:
    """The lines that begin within a string: they must not be moved."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING or tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
            yield from range(token.start[0] + 1, token.end[0] + 1)


def with_other_names(source: str) -> Rewritten | None:
    """Variables by number: what nothing but the code itself knows by name."""
    if _BY_NAME.search(source):
        return None
    tree = ast.parse(source)
    names = sorted(set(_assigned(tree)) - set(_known_elsewhere(tree)) - set(dir(builtins)))
    other = {name: f"v{n}" for n, name in enumerate(names)}
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for before, token in reversed(list(pairwise(tokens))):
        if token.type == tokenize.NAME and token.string in other and before.string != ".":
            (row, start), (_, end) = token.start, token.end
            lines[row - 1] = lines[row - 1][:start] + other[token.string] + lines[row - 1][end:]
    return Rewritten({"script.py": "".join(lines)}, "script.py", lambda n: n)


def _assigned(tree: ast.AST) -> Iterator[str]:
    return (n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def _known_elsewhere(tree: ast.AST) -> Iterator[str]:
    """Names that are also an attribute's, a parameter's, or spelled in a string."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.FunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
                yield from (n.id for s in node.body for n in ast.walk(s) if isinstance(n, ast.Name))
            case ast.alias(name=name, asname=known_as):
                yield known_as or name
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from names
            case ast.JoinedStr():
                yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name))


def as_a_notebook(source: str) -> Rewritten | None:
    """Two statements a cell."""
    if _BY_NAME.search(source) or "__file__" in source:
        return None
    lines = source.splitlines()
    starts = [
        min([s.lineno, *(d.lineno for d in getattr(s, "decorator_list", []))]) for s in ast.parse(source).body
    ]
    bounds = [1, *sorted({start for start in starts[2::2] if start > starts[0]}), len(lines) + 1]
    cells: list[dict[str, Any]] = []
    where: dict[int, Line] = {}
    for number, (first, after) in enumerate(pairwise(bounds), 1):
        where.update({n: (number, n - first + 1) for n in range(first, after)})
        cells.append({
            "cell_type": "code", "id": f"c{number}", "metadata": {}, "execution_count": None, "outputs": [],
            "source": "\n".join(lines[first - 1 : after - 1]),
        })  # fmt: skip
    book = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return Rewritten({"script.ipynb": book}, "script.ipynb", where.__getitem__)
