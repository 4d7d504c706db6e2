"""Repairs of one line, as code: the user's own statement with what is wrong in it put right.

Each function looks at the statement at a finding's line and answers None wherever it is not sure.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from graphdoctor.diagnosis.called import last_name
from graphdoctor.diagnosis.statements import rewritten
from graphdoctor.diagnosis.usercode import UserCode, code_at, own_nodes
from graphdoctor.source import Location

_ROUNDING = ("round", "floor", "ceil", "rint", "sign")


def watched(location: Location | None) -> str | None:
    """`tape.watch(image)` for a line that says `tape.gradient(loss, image)`."""
    found = _gradient_call(location)
    if found is None:
        return None
    code, call, sources = found
    assert isinstance(call.func, ast.Attribute)
    fix = f"{code.source(call.func.value)}.watch({code.source(sources)})"
    return None if fix in code.text else fix  # it is there, and comes too early


def longer_list(location: Location | None, missing: list[str]) -> str | None:
    """The statement that makes the list of sources, with what is missing in it."""
    found = _gradient_call(location)
    if found is None or not missing:
        return None
    code, call, sources = found
    if isinstance(sources, ast.Name):
        made = _made(code, code.scope(call.lineno), sources.id)
        return None if made is None else f"{sources.id} = {_extended(code, made, missing)}"
    if isinstance(call.func, ast.Attribute) and call.func.attr == "minimize":
        return _replaced(code, call, sources, _extended(code, sources, missing))
    return None  # the same list stands in apply_gradients as well


def wider_list(location: Location | None, missing: list[str]) -> str | None:
    """`[*encoder.trainable_variables, scale]` for a list that is written where gradients are asked for."""
    found = _gradient_call(location)
    if found is None or not missing:
        return None
    code, _, sources = found
    return None if isinstance(sources, ast.Name) else _extended(code, sources, missing)


def applied(location: Location | None) -> str | None:
    """`optimizer.apply_gradients(zip(gradients, variables))` for gradients that no line uses."""
    found = _gradient_call(location)
    if found is None:
        return None
    code, call, sources = found
    statement = code.statement(call.lineno)
    if not isinstance(statement, ast.Assign) or statement.value is not call:
        return None
    name = ast.unparse(statement.targets[0])
    scope = code.scope(call.lineno)
    if not name.isidentifier() or any(_loads(node, name) for node in own_nodes(scope)):
        return None
    optimizer = _idle_optimizer(code)
    return None if optimizer is None else f"{optimizer}.apply_gradients(zip({name}, {code.source(sources)}))"


def zipped_right(location: Location | None) -> str | None:
    """The call that applies gradients, each with the list that was given to `tape.gradient`."""
    code = code_at(location)
    if code is None or location is None:
        return None
    for call in code.calls(location.line):
        pairs = next((a for a in call.args if isinstance(a, ast.Call) and _is_zip(a)), None)
        if pairs is None or not isinstance(pairs.args[0], ast.Name):
            continue
        made = _made(code, code.scope(location.line), pairs.args[0].id)
        sources = _sources(made) if isinstance(made, ast.Call) else None
        if sources is not None and ast.unparse(sources) != ast.unparse(pairs.args[1]):
            return _replaced(code, call, pairs.args[1], code.source(sources))
    return None


def straight_through(location: Location | None) -> str | None:
    """`x + tf.stop_gradient(tf.round(x) - x)`: the value is rounded, and the gradient passes as if it were not."""
    code = code_at(location)
    if code is None or location is None:
        return None
    calls = [c for c in code.calls(location.line) if last_name(c.func) in _ROUNDING and len(c.args) == 1]
    if len(calls) != 1 or "tf" not in ast.unparse(calls[0].func).split("."):
        return None
    text, inner = code.source(calls[0]), code.source(calls[0].args[0])
    inner = inner if isinstance(calls[0].args[0], (ast.Name, ast.Attribute, ast.Call)) else f"({inner})"
    return _in_its_line(code, calls[0], f"{inner} + tf.stop_gradient({text} - {inner})")


def stopped_too_much(location: Location | None) -> str | None:
    """`x + tf.stop_gradient(y - x)` where the whole sum `x + y - x` is stopped."""
    code = code_at(location)
    if code is None or location is None:
        return None
    for call in code.calls(location.line):
        value = call.args[0] if last_name(call.func) == "stop_gradient" and len(call.args) == 1 else None
        if not (
            isinstance(value, ast.BinOp)
            and isinstance(value.op, ast.Sub)
            and isinstance(value.left, ast.BinOp)
        ):
            continue
        parts = value.left
        if isinstance(parts.op, ast.Add) and ast.unparse(parts.left) == ast.unparse(value.right):
            x, y = code.source(parts.left), code.source(parts.right)
            return _in_its_line(code, call, f"{x} + {code.source(call.func)}({y} - {x})")
    return None


# -- the parts ---------------------------------------------------------------------------------------------------------


def _in_its_line(code: UserCode, call: ast.Call, text: str) -> str:
    """The statement of one line that a call stands in, with a sum in its place; the sum alone in a longer one."""
    statement = code.statement(call.lineno)
    if statement is None or statement.lineno != statement.end_lineno or not hasattr(statement, "value"):
        return text
    return rewritten(code, statement, call, text if statement.value is call else f"({text})") or text


def _gradient_call(location: Location | None) -> tuple[UserCode, ast.Call, ast.expr] | None:
    code = code_at(location)
    if code is None or location is None:
        return None
    calls = [(c, s) for c in code.calls(location.line) if (s := _sources(c)) is not None]
    return (code, *calls[0]) if len(calls) == 1 else None


def _sources(call: ast.Call) -> ast.expr | None:
    """The list of sources in `tape.gradient(loss, sources)` or `optimizer.minimize(loss, var_list=sources)`."""
    name = last_name(call.func)
    if not isinstance(call.func, ast.Attribute) or name not in ("gradient", "minimize"):
        return None
    keyword = "sources" if name == "gradient" else "var_list"
    named = [k.value for k in call.keywords if k.arg == keyword]
    positional = call.args[1:2]
    return named[0] if named else positional[0] if positional else None


def _made(code: UserCode, scope: ast.AST, name: str) -> ast.expr | None:
    """The one value that a name is given: in a function's own statements, else in the module's."""
    for place in dict.fromkeys((scope, code.tree)):
        values = [
            node.value
            for node in own_nodes(place)
            if isinstance(node, ast.Assign) and any(ast.unparse(t) == name for t in node.targets)
        ]
        if values:
            return values[0] if len(values) == 1 else None
    return None


def _extended(code: UserCode, value: ast.expr, missing: list[str]) -> str:
    if isinstance(value, ast.List):
        parts = [code.source(e) for e in value.elts]
    else:
        parts = [f"*{code.source(part)}" for part in _summands(value)]
    more = [f"*{m}" if m.endswith("trainable_variables") else m for m in missing]
    return f"[{', '.join([*parts, *more])}]"


def _summands(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        yield from _summands(value.left)
        yield from _summands(value.right)
    else:
        yield value


def _replaced(code: UserCode, call: ast.Call, old: ast.expr, new: str) -> str:
    """A call with one of its expressions replaced, in the user's own text."""
    text, part = code.source(call), code.source(old)
    place = text.rfind(part)
    return text[:place] + new + text[place + len(part) :]


def _is_zip(node: ast.Call) -> bool:
    return last_name(node.func) == "zip" and len(node.args) == 2


def _loads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _idle_optimizer(code: UserCode) -> str | None:
    """The one optimizer of the file that applies nothing, else the only one there is."""
    made = [
        ast.unparse(target)
        for target, value, _ in code.assignments()
        if isinstance(value, ast.Call) and "optimizers." in ast.unparse(value.func)
    ]
    used = {
        ast.unparse(node.func.value)
        for node in ast.walk(code.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("apply_gradients", "minimize", "apply")
    }
    idle = [name for name in made if name not in used]
    pool = idle or made
    return pool[0] if len(pool) == 1 else None
