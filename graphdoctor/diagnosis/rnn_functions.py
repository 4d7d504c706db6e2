"""TensorFlow 1's functions that run a cell over a sequence: the call of one with another initial state."""

from __future__ import annotations

import ast

from graphdoctor.diagnosis.called import last_name
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.source import Location

_RUN_A_CELL = ("dynamic_rnn", "static_rnn")
"""`tf.compat.v1.nn`: both return (outputs, final state), and take `initial_state`."""
_POSITION = {"dynamic_rnn": 3, "static_rnn": 2}
"""Which of the positional arguments `initial_state` is."""


def started_from(decoder: Location | None, encoder: Location | None) -> str | None:
    """The decoder's call, started from the state that the encoder's call leaves in a name, if it does."""
    found, made = _call(decoder), _call(encoder)
    if found is None or made is None:
        return None
    state = _state(*made)
    if state is None or made[0] is not found[0]:
        return None
    code, call = found
    scope = code.scope(call.lineno)
    named = scope is code.scope(made[1].lineno) and state in _later(code, scope, made[1], call)
    return _with_state(code, call, state) if named else None


def _call(location: Location | None) -> tuple[UserCode, ast.Call] | None:
    code = code_at(location)
    if code is None or location is None:
        return None
    calls = [call for call in code.calls(location.line) if last_name(call.func) in _RUN_A_CELL]
    return (code, calls[0]) if len(calls) == 1 else None


def _state(code: UserCode, call: ast.Call) -> str | None:
    """The name that holds the state after `outputs, state = dynamic_rnn(…)`."""
    for target, value, _ in code.assignments():
        if value is call and isinstance(target, ast.Tuple) and len(target.elts) == 2:
            name = target.elts[1]
            return name.id if isinstance(name, ast.Name) and name.id != "_" else None
    return None


def _later(code: UserCode, scope: ast.AST, made: ast.Call, call: ast.Call) -> set[str]:
    """The names that still hold at the call what they were given with the other call."""
    names = {node.id for node in ast.walk(scope) if isinstance(node, ast.Name)}
    return {n for n in names if not any(made.lineno < line < call.lineno for line in code.stores(scope, n))}


def _with_state(code: UserCode, call: ast.Call, state: str) -> str:
    at = _POSITION[last_name(call.func)]
    parts = [state if n == at else code.source(argument) for n, argument in enumerate(call.args)]
    for keyword in call.keywords:
        if keyword.arg != "initial_state":
            name = "**" if keyword.arg is None else f"{keyword.arg}="
            parts.append(name + code.source(keyword.value))
    if len(call.args) <= at:
        parts.append(f"initial_state={state}")
    return f"{code.source(call.func)}({', '.join(parts)})"
