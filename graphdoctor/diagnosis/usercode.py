"""The user's source as a syntax tree: which statement stands at a line, what it calls, and what its names hold."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass

from graphdoctor.source import Location, source_text

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_OWN_NAMES = (*_SCOPES, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True, eq=False)
class UserCode:
    """One file, or one cell of a notebook."""

    text: str
    tree: ast.Module

    def statement(self, line: int) -> ast.stmt | None:
        """The innermost statement that stands at a line."""
        found: ast.stmt | None = None
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.stmt)
                and _spans(node, line)
                and (found is None or node.lineno >= found.lineno)
            ):
                found = node
        return found

    def scope(self, line: int) -> ast.AST:
        """The innermost function whose body holds a line; the module where none does."""
        found: ast.AST = self.tree
        start = 0
        for node in ast.walk(self.tree):
            if isinstance(node, _SCOPES) and _spans(node, line) and node.lineno >= start:
                body = node.body[0] if isinstance(node.body, list) else node.body
                if body.lineno <= line:
                    found, start = node, node.lineno
        return found

    def function(self, line: int) -> ast.AST:
        """As `scope`, but a lambda at the line is none: the function whose statement stands there."""
        found: ast.AST = self.tree
        for node in ast.walk(self.tree):  # outer ones come first
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.body[0].lineno <= line <= (
                node.end_lineno or line
            ):
                found = node
        return found

    def calls(self, line: int) -> list[ast.Call]:
        """The calls that begin at a line; where none does, those of its statement that go over it."""
        statement = self.statement(line)
        if statement is None:
            return []
        found = [
            node for node in ast.walk(statement) if isinstance(node, ast.Call) and _header(statement, node)
        ]
        return [c for c in found if c.lineno == line] or [c for c in found if _spans(c, line)]

    def source(self, node: ast.AST) -> str:
        """The user's own text of an expression, in one line."""
        text = ast.get_source_segment(self.text, node)
        if text is None or "\n" in text:
            return ast.unparse(node)
        return text

    def assignments(self) -> Iterator[tuple[ast.expr, ast.expr, int]]:
        """All (target, value, line) of plain assignments in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield target, node.value, node.lineno
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                yield node.target, node.value, node.lineno

    def stores(self, scope: ast.AST, name: str) -> list[int]:
        """The lines of a scope's own statements at which a name (or `self.name`) is bound."""
        return [
            node.lineno for node in own_nodes(scope) if isinstance(node, ast.expr) and _stored(node) == name
        ]


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of functions, classes and comprehensions within it."""
    stack = list(ast.iter_child_nodes(scope))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _OWN_NAMES):
            stack.extend(ast.iter_child_nodes(node))


def parameters(scope: ast.AST) -> list[str]:
    """The positional parameters of a function, `self` included."""
    if not isinstance(scope, _SCOPES):
        return []
    return [a.arg for a in [*scope.args.posonlyargs, *scope.args.args]]


def code_at(location: Location | None) -> UserCode | None:
    """The file that a location lies in; None where it cannot be read or parsed."""
    if location is None:
        return None
    text = source_text(location)
    return _parsed(text) if text else None


def line_of(code: UserCode, near: Location, line: int) -> Location:
    """A line of a file, or of a notebook's cell, of which another place is known."""
    text = code.text.split("\n")[line - 1]
    bare = text.strip()
    return Location(near.file, line, bare, indent=len(text) - len(text.lstrip()), cell=near.cell)


@functools.lru_cache(maxsize=64)
def _parsed(text: str) -> UserCode | None:
    try:
        return UserCode(text, ast.parse(text))
    except (SyntaxError, ValueError):
        return None


def _spans(node: ast.stmt | ast.expr | Function, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _header(statement: ast.stmt, node: ast.Call) -> bool:
    """Whether a call belongs to the statement itself rather than to a block within it."""
    body = getattr(statement, "body", None)
    return not isinstance(body, list) or not body or node.lineno < body[0].lineno


def _stored(node: ast.expr) -> str | None:
    if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store):
        return ast.unparse(node)
    return None
