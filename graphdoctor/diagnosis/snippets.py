"""Which part of a line a finding underlines."""

from __future__ import annotations

import ast
from typing import Any

from graphdoctor.source import Location


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
