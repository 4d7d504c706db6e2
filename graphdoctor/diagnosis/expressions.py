"""The user's own expression for a variable that has no name of its own: `weights["h1"]`, `self.scale`, `second.w`.

Only what the source shows is told: a line that makes several variables in a loop gives none of them an expression.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.source import Location

Stack = Sequence[Location]
"""The user's lines that were running when a variable was made, outermost first."""


def expressions(stacks: Sequence[Stack]) -> list[str | None]:
    """For variables in order of creation, each with its lines: the expression, or None where none is sure."""
    found: list[str | None] = [None] * len(stacks)
    _resolve(stacks, list(range(len(stacks))), 1, found)
    return found


def _resolve(stacks: Sequence[Stack], members: list[int], depth: int, found: list[str | None]) -> None:
    """Name the members by their line `depth` frames from the innermost one; further out where that is not enough."""
    groups: dict[Location, list[int]] = {}
    for member in members:
        if len(stacks[member]) >= depth:
            groups.setdefault(stacks[member][-depth], []).append(member)
    for location, group in groups.items():
        code = code_at(location)
        if code is not None:
            _name_group(stacks, code, location.line, group, depth, found)


def _name_group(
    stacks: Sequence[Stack], code: UserCode, line: int, group: list[int], depth: int, found: list[str | None]
) -> None:
    slots = _slots(code, line, depth > 1)
    if not slots:
        if isinstance(code.statement(line), ast.Return):
            _resolve(stacks, group, depth + 1, found)
        return
    local = isinstance(code.scope(line), ast.FunctionDef)
    if len(slots) == len(group):
        for member, slot in zip(group, slots, strict=True):
            found[member] = slot
        return
    if not local or len(group) % len(slots):
        return
    _resolve(
        stacks, group, depth + 1, found
    )  # a function that ran several times: its callers tell them apart
    for place, member in enumerate(group):
        owner, slot = found[member], slots[place % len(slots)]
        if owner is not None and slot.startswith("self."):
            found[member] = owner + slot.removeprefix("self")
        elif len(slots) > 1:
            found[member] = None


def _slots(code: UserCode, line: int, any_call: bool) -> list[str]:
    """What the statement at a line calls the results of the calls that begin there, in order of evaluation."""
    statement = code.statement(line)
    pairs: list[tuple[ast.expr, ast.expr]] = []
    if isinstance(statement, ast.Assign):
        pairs = [(statement.targets[-1], statement.value)]
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        pairs = [(statement.target, statement.value)]
    return [
        name
        for target, value in pairs
        for name, call in _leaves(code, target, value)
        if call.lineno == line and (any_call or _makes_variable(call))
    ]


def _leaves(code: UserCode, target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.Call]]:
    if isinstance(target, (ast.Tuple, ast.List)):
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            for one, part in zip(target.elts, value.elts, strict=True):
                yield from _leaves(code, one, part)
        return
    yield from _named(code, code.source(target), value)


def _named(code: UserCode, name: str, value: ast.expr) -> Iterator[tuple[str, ast.Call]]:
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            if key is not None:
                yield from _named(code, f"{name}[{code.source(key)}]", item)
    elif isinstance(value, (ast.Tuple, ast.List)):
        for place, item in enumerate(value.elts):
            yield from _named(code, f"{name}[{place}]", item)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
        for keyword in value.keywords:
            if keyword.arg is not None:
                yield from _named(code, f'{name}["{keyword.arg}"]', keyword.value)
    elif isinstance(value, ast.Call):
        yield name, value


def _makes_variable(call: ast.Call) -> bool:
    """Whether a call looks like the one that makes the variable, rather than one around it."""
    last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return "variable" in last.lower() or "weight" in last.lower()
