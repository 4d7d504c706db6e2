"""The call of a layer in the user's source, and the same call with another argument."""

from __future__ import annotations

import ast

from graphdoctor.diagnosis.called import last_name
from graphdoctor.diagnosis.usercode import UserCode

_NO_LAYERS = frozenset({"tf", "np", "keras", "tensorflow", "numpy", "ops", "K", "math"})


def layer_call(code: UserCode, line: int, name: str, kind: str) -> ast.Call | None:
    """The call of a layer of this name and type that begins at a line; None where it is not certain which it is."""
    ranked = [(_rank(code, call, name, kind), call) for call in code.calls(line)]
    best = max((rank for rank, _ in ranked), default=0)
    found = [call for rank, call in ranked if rank == best and best > 0]
    return found[0] if len(found) == 1 else None


def _rank(code: UserCode, call: ast.Call, name: str, kind: str) -> int:
    if not call.args and not call.keywords:
        return 0
    if isinstance(call.func, ast.Call):
        return 4 if _constructs(call.func, name, kind) else 1
    if not isinstance(call.func, (ast.Name, ast.Attribute, ast.Subscript)):
        return 0
    callee = ast.unparse(call.func)
    made = [v for target, v, _ in code.assignments() if ast.unparse(target) == callee]
    if any(isinstance(v, ast.Call) and _constructs(v, name, kind) for v in made):
        return 4
    if callee.rpartition(".")[2] == name:
        return 3
    if last_name(call.func)[:1].isupper() or callee.partition(".")[0] in _NO_LAYERS:
        return 0
    return 1


def constructor(code: UserCode, call: ast.Call) -> str | None:
    """The class of the layer that a call runs, where the source shows it: `LSTM(8)(x)`, `encoder(x)`."""
    if isinstance(call.func, ast.Call):
        return last_name(call.func.func)
    callee = ast.unparse(call.func)
    made = [v for target, v, _ in code.assignments() if ast.unparse(target) == callee]
    kinds = {last_name(v.func) for v in made if isinstance(v, ast.Call)}
    return kinds.pop() if len(kinds) == 1 else None


def _constructs(call: ast.Call, name: str, kind: str) -> bool:
    """Whether a call makes a layer of a type, and of that name where it gives one."""
    given = [k.value for k in call.keywords if k.arg == "name"]
    if given and isinstance(given[0], ast.Constant) and given[0].value != name:
        return False
    return last_name(call.func) == kind


def with_initial_state(code: UserCode, call: ast.Call, value: str) -> str:
    """The recurrent layer's call with `initial_state` as said, whichever way it was given one before."""
    args = list(call.args)
    first = args[:1]
    if first and isinstance(first[0], (ast.List, ast.Tuple)) and len(first[0].elts) > 1:
        first = first[0].elts[:1]  # rnn([x, h, c])
    parts = [*(code.source(a) for a in first), *other_keywords(code, call), f"initial_state={value}"]
    return f"{code.source(call.func)}({', '.join(parts)})"


def other_keywords(code: UserCode, call: ast.Call) -> list[str]:
    """The keyword arguments of a call but `initial_state`, as they are written."""
    kept = [k for k in call.keywords if k.arg != "initial_state"]
    return [f"**{code.source(k.value)}" if k.arg is None else f"{k.arg}={code.source(k.value)}" for k in kept]


_ROOTS = {"layers": "", "keras": ".layers", "tf_keras": ".layers", "tensorflow": ".keras.layers"}


def spelled(code: UserCode, layer: str) -> str:
    """A Keras layer's class as this file could name it: `Concatenate`, `layers.Concatenate`, …"""
    names: dict[str, str] = {}
    for node in ast.walk(code.tree):
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        whole = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if whole.endswith("keras.layers.") and alias.name == layer:
                return alias.asname or layer
            names[(whole + alias.name).rpartition(".")[2]] = alias.asname or alias.name
    for target, value, _ in code.assignments():
        if ast.unparse(value).endswith("keras.layers") and isinstance(target, ast.Name):
            names["layers"] = target.id
    return next((f"{names[root]}{tail}.{layer}" for root, tail in _ROOTS.items() if root in names), layer)
