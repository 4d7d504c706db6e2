"""The user's own names, read from the source around a line."""

from __future__ import annotations

import ast
from typing import Any

from graphdoctor.source import Location, source_line


def assigned_names(location: Location | None) -> list[str]:
    """The names on the left of the assignment at a line: `_, h, c = encoder(x)` gives `["_", "h", "c"]`."""
    tree = _parse(location)
    if tree is None or not isinstance(tree.body[0], ast.Assign):
        return []
    target = tree.body[0].targets[0]
    elements = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return [ast.unparse(element) for element in elements]


def call_with(location: Location | None, argument: str) -> str:
    """The call at a line with one keyword argument added or replaced; the bare argument where there is no call."""
    tree = _parse(location)
    call = _outer_call(tree) if tree is not None else None
    if call is None:
        return argument
    name = argument.split("=", 1)[0]
    call.keywords = [k for k in call.keywords if k.arg != name]
    return f"{ast.unparse(call)[:-1]}, {argument})"


def narrowed(location: Location | None, part: str) -> dict[str, Any] | None:
    """A location for the report, with the columns of the statement's "value" or "target" where its line shows them."""
    if location is None:
        return None
    entry = location.to_json()
    tree = _parse_line(location.code)
    statement = tree.body[0] if tree is not None and tree.body else None
    node = getattr(statement, "value", None)
    if part == "target" and isinstance(statement, ast.Assign):
        node = statement.targets[0]
    if node is not None and node.end_col_offset is not None:
        code = location.code.encode()
        entry["column"] = location.indent + len(code[: node.col_offset].decode(errors="ignore")) + 1
        entry["end_column"] = location.indent + len(code[: node.end_col_offset].decode(errors="ignore")) + 1
    return entry


def _parse_line(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError):
        return None


def _outer_call(tree: ast.Module) -> ast.Call | None:
    statement = tree.body[0]
    value = getattr(statement, "value", None)
    return value if isinstance(value, ast.Call) and value.args else None


def _parse(location: Location | None) -> ast.Module | None:
    """The statement that starts at a line, joined with the following lines until it parses."""
    if location is None or not location.code:
        return None
    text = location.code
    for extra in range(1, 12):
        try:
            tree = ast.parse(text)
            return tree if tree.body else None
        except SyntaxError:
            following = source_line(location.file, location.line + extra)
            if not following:
                return None
            text += "\n" + following.strip()
    return None
