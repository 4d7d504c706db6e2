"""The user's own names, read from the source around a line."""

from __future__ import annotations

import ast

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
    """The call at a line with one more keyword argument; the bare argument where the line holds no single call."""
    tree = _parse(location)
    call = _outer_call(tree) if tree is not None else None
    if call is None or any(k.arg == argument.split("=")[0] for k in call.keywords):
        return argument
    return f"{ast.unparse(call)[:-1]}, {argument})"


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
