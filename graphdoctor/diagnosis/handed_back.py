"""Who drops a value: a helper's `return` hands it to the line that called the helper."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.usercode import code_at
from graphdoctor.source import Location


def dropped_at(op: int, evidence: Evidence) -> Location | None:
    """The line of an op whose value is lost; where that only returns it, the line that called, and so on.

    The function that asks for the gradients is not left: what it returns is the step's result.
    """
    where = evidence.locate(op)
    stack = list(evidence.stack(op))
    asked = [evidence.locate_request(r.index) for r in evidence.step.requests]
    if not stack or stack[-1] != where:
        return where  # a layer's own op, at the line that called the layer
    while len(stack) > 1 and _returns(stack[-1]) and not any(_same_function(stack[-1], at) for at in asked):
        inner = stack.pop()
        while len(stack) > 1 and _is_loop_around(stack[-1], inner):
            stack.pop()
    return stack[-1]


def _is_loop_around(at: Location, inner: Location) -> bool:
    """Whether a line is that of a loop around another one: AutoGraph runs a loop's body as a function of its own."""
    code = code_at(at)
    statement = code.statement(at.line) if code is not None else None
    if not isinstance(statement, (ast.For, ast.While)) or (at.file, at.cell) != (inner.file, inner.cell):
        return False
    return statement.body[0].lineno <= inner.line <= (statement.end_lineno or inner.line)


def _returns(at: Location) -> bool:
    """Whether the statement at a line returns its value, at once or under the one name that it gives it."""
    code = code_at(at)
    statement = code.statement(at.line) if code is not None else None
    if code is None or not isinstance(statement, ast.Assign):
        return isinstance(statement, ast.Return)
    named = {node.id for target in statement.targets for node in parts(target) if isinstance(node, ast.Name)}
    within = list(ast.walk(code.function(at.line)))
    again = {
        node.id
        for node in within
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.lineno > at.line
    }
    given = [part for node in within if isinstance(node, ast.Return) for part in parts(node.value)]
    return any(isinstance(part, ast.Name) and part.id in named - again for part in given)


def parts(value: ast.expr | None) -> Iterator[ast.expr]:
    """What an expression hands on as it is: itself, the elements of a tuple or list, either side of a choice."""
    if isinstance(value, (ast.Tuple, ast.List)):
        for element in value.elts:
            yield from parts(element)
    elif isinstance(value, ast.IfExp):
        yield from parts(value.body)
        yield from parts(value.orelse)
    elif value is not None:
        yield value


def _same_function(at: Location, other: Location | None) -> bool:
    """Whether a line lies in the function of another one, or in one that is defined around that."""
    code = code_at(at)
    if code is None or other is None or (at.file, at.cell) != (other.file, other.cell):
        return False
    function = code.function(at.line)
    first, last = getattr(function, "lineno", 0), getattr(function, "end_lineno", None)
    return last is None or first <= other.line <= last
