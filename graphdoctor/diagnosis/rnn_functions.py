"""TensorFlow 1's functions that run a cell over a sequence: the call of one with another initial state."""

from __future__ import annotations

import ast

from graphdoctor.diagnosis.called import last_name
from graphdoctor.diagnosis.calls import other_keywords
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.source import Location

_RUN_A_CELL = {"dynamic_rnn": 3, "static_rnn": 2}
"""`tf.compat.v1.nn`: both return (outputs, final state); and which of their positional arguments is `initial_state`."""


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
    given_anew = any(made[1].lineno < line < call.lineno for line in code.stores(scope, state))
    return None if given_anew or scope is not code.scope(made[1].lineno) else _with_state(code, call, state)


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


def _with_state(code: UserCode, call: ast.Call, state: str) -> str:
    at = _RUN_A_CELL[last_name(call.func)]
    parts = [state if n == at else code.source(argument) for n, argument in enumerate(call.args)]
    parts += other_keywords(code, call)
    if len(call.args) <= at:
        parts.append(f"initial_state={state}")
    return f"{code.source(call.func)}({', '.join(parts)})"
