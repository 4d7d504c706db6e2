"""What the user calls something: the result of a line, a variable or a layer's variables at another line."""

from __future__ import annotations

import ast

from graphdoctor.diagnosis.held import visible
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.source import Location


def result_name(location: Location | None) -> str | None:
    """The name that a line gives to what it computes."""
    code = code_at(location)
    statement = code.statement(location.line) if code is not None and location is not None else None
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    return ast.unparse(target) if isinstance(target, (ast.Name, ast.Attribute)) else None


def variables_name(created: Location | None, at: Location | None) -> str | None:
    """What a variable is called at a line: its own name, or `head.trainable_variables` where a layer was made."""
    code, later = code_at(created), code_at(at)
    name = result_name(created)
    statement = code.statement(created.line) if code is not None and created is not None else None
    if code is None or later is None or created is None or at is None or name is None:
        return None
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.Call) or value.lineno != created.line:
        return None
    if name.startswith("self."):
        own = code is later and _class_at(code, created.line) is not None
        if not own or _class_at(code, created.line) is not _class_at(code, at.line):
            return None
    elif not visible(code, created.line, later, at.line, name):
        return None
    plain = any(word in last_name(value.func).lower() for word in ("variable", "weight"))
    return name if plain else f"{name}.trainable_variables"


def _class_at(code: UserCode, line: int) -> ast.ClassDef | None:
    found = [
        n for n in ast.walk(code.tree)
        if isinstance(n, ast.ClassDef) and n.lineno <= line <= (n.end_lineno or n.lineno)
    ]  # fmt: skip
    return max(found, key=lambda n: n.lineno, default=None)


def last_name(func: ast.expr) -> str:
    """The last part of a dotted name: `Dense` of `tf.keras.layers.Dense`; empty for other expressions."""
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
