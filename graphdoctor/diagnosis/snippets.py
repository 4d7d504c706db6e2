"""Which part of a line a finding underlines."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import Any

from graphdoctor.source import Location


def narrowed(location: Location | None, part: str, called: Collection[str] = ()) -> dict[str, Any] | None:
    """A location for the report, with the columns of what is meant where its line shows them.

    That is the only call of something that is `called` so, else the "value" or the "target" (`part`) of the line's
    statement, where it has but one.
    """
    if location is None:
        return None
    entry = location.to_json()
    tree = _parse_line(location.code)
    node = None if tree is None else _only_call(tree, called) or _part(tree, part)
    if node is not None and node.end_col_offset is not None:
        code = location.code.encode()
        entry["column"] = location.indent + len(code[: node.col_offset].decode(errors="ignore")) + 1
        entry["end_column"] = location.indent + len(code[: node.end_col_offset].decode(errors="ignore")) + 1
    return entry


def _only_call(tree: ast.Module, called: Collection[str]) -> ast.Call | None:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = [call for call in calls if _name(call.func) in called]
    return found[0] if len(found) == 1 else None


def _name(function: ast.expr) -> str | None:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)


def _part(tree: ast.Module, part: str) -> ast.expr | None:
    if len(tree.body) != 1:
        return None
    statement = tree.body[0]
    if part == "target" and isinstance(statement, ast.Assign):
        return statement.targets[0]
    return getattr(statement, "value", None)


def _parse_line(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError):
        return None
