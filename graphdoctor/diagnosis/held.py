"""What the names of an assignment hold: which output of a call is called how, at a later line."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from graphdoctor.diagnosis.usercode import UserCode, parameters

UNUSED = ("_", "__")
"""Names by which people say that they do not want a value."""


@dataclass(frozen=True, slots=True)
class Held:
    """The expression for each output of a call; `runs` are expressions that hold several of them as a list."""

    names: tuple[str | None, ...]
    runs: dict[tuple[int, ...], str]
    roots: dict[str, str]  # expression -> the name whose value it is

    def one(self, port: int) -> str | None:
        """The expression for one output."""
        return self.names[port] if port < len(self.names) else None

    def several(self, ports: tuple[int, ...]) -> str | None:
        """An expression for a list of outputs: `[h, c]`, `outputs[1:]`, `states`."""
        if ports in self.runs:
            return self.runs[ports]
        names = [self.one(port) for port in ports]
        return None if any(n is None for n in names) else f"[{', '.join(n for n in names if n)}]"


def held(code: UserCode, call: ast.Call, count: int) -> Held | None:
    """What the assignment around a call calls its `count` outputs; None where it is no plain assignment of them."""
    statement = code.statement(call.lineno)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    ports = _ports(statement.value, call, count)
    return None if ports is None else _hold(code, statement.targets[0], ports, count)


def _ports(value: ast.expr, call: ast.Call, count: int) -> list[int] | int | None:
    """Which outputs the assigned value is: all, a slice of them, or a single one (an int)."""
    everything = list(range(count))
    if value is call:
        return everything if count > 1 else 0
    if not isinstance(value, ast.Subscript) or value.value is not call or count < 2:
        return None
    index = value.slice
    try:
        if isinstance(index, ast.Slice):
            bounds = [
                None if b is None else ast.literal_eval(b) for b in (index.lower, index.upper, index.step)
            ]
            return everything[slice(*bounds)]
        return int(everything[ast.literal_eval(index)])
    except (ValueError, TypeError, IndexError):
        return None


def _hold(code: UserCode, target: ast.expr, ports: list[int] | int, count: int) -> Held | None:
    names: list[str | None] = [None] * count
    runs: dict[tuple[int, ...], str] = {}
    roots: dict[str, str] = {}

    def note(text: str, root: ast.expr) -> str:
        roots[text] = ast.unparse(root)
        return text

    if isinstance(ports, int) or not isinstance(target, (ast.Tuple, ast.List)):
        text = code.source(target)
        if isinstance(ports, int):
            names[ports] = note(text, target)
            return Held(tuple(names), runs, roots)
        for place, port in enumerate(ports):
            names[port] = note(f"{text}[{place}]", target)
            if place < len(ports) - 1:
                runs[tuple(ports[place:])] = note(f"{text}[{place}:]" if place else text, target)
        return Held(tuple(names), runs, roots)
    stars = [n for n, e in enumerate(target.elts) if isinstance(e, ast.Starred)]
    if len(stars) > 1 or (not stars and len(target.elts) != len(ports)) or len(target.elts) > len(ports) + 1:
        return None
    place = 0
    for element in target.elts:
        if isinstance(element, ast.Starred):
            taken = len(ports) - len(target.elts) + 1
            text = code.source(element.value)
            runs[tuple(ports[place : place + taken])] = note(text, element.value)
            for offset in range(taken):
                names[ports[place + offset]] = note(f"{text}[{offset}]", element.value)
            place += taken
        else:
            text = code.source(element)
            names[ports[place]] = None if text in UNUSED else note(text, element)
            place += 1
    return Held(tuple(names), runs, roots)


def visible(code: UserCode, made: int, later: UserCode, line: int, root: str) -> bool:
    """Whether a name that is bound at a line still holds that value at a later line, perhaps of another cell."""
    home = code.scope(made)
    base = root.partition(".")[0].partition("[")[0]
    if code is not later:
        return home is code.tree and not _shadowed(later.scope(line), later, base)
    here = later.scope(line)
    if home is not here:
        return home is code.tree and not _shadowed(here, later, base) and made < line
    statement = code.statement(made)
    end = (statement.end_lineno if statement is not None else None) or made
    if end >= line:
        return False
    return not any(end < bound < line for name in {root, base} for bound in code.stores(home, name))


def _shadowed(scope: ast.AST, code: UserCode, name: str) -> bool:
    return scope is not code.tree and (name in parameters(scope) or bool(code.stores(scope, name)))


def with_names(code: UserCode, call: ast.Call, count: int, wanted: dict[int, str]) -> str | None:
    """The assignment around a call with names in place of what it throws away: `_, state = encoder(x)`."""
    statement = code.statement(call.lineno)
    if not isinstance(statement, ast.Assign) or statement.value is not call or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    if not isinstance(target, (ast.Tuple, ast.List)) or len(target.elts) != count:
        return None
    if any(isinstance(element, ast.Starred) for element in target.elts):
        return None
    names = [wanted.get(place, code.source(element)) for place, element in enumerate(target.elts)]
    return f"{', '.join(names)} = {code.source(call)}"
