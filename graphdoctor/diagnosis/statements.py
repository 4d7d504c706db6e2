"""A statement of the user's with one expression in it put right: what stops, casts or picks is taken out.

Each function looks at the statement at a finding's line, and answers None wherever it is not sure which expression is
meant. What it answers is one statement of valid Python, in the user's own text as far as that stands in one line.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from graphdoctor.diagnosis.called import last_name
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.source import Location

_PLAIN = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Expr)
_TIGHT = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant)
"""What needs no brackets wherever it stands."""


def without_stop(location: Location | None) -> str | None:
    """`features = self.features(x)` for a line that says `features = tf.stop_gradient(self.features(x))`."""
    return _unwrapped(location, "stop_gradient", 1)


def without_variable(location: Location | None) -> str | None:
    """`codes = squeeze(x)` for a line that says `codes = tf.Variable(squeeze(x), trainable=False)`."""
    code, statement = _statement(location)
    call = getattr(statement, "value", None)
    if code is None or statement is None or not isinstance(call, ast.Call) or len(call.args) != 1:
        return None
    return (
        rewritten(code, statement, call, code.source(call.args[0]))
        if last_name(call.func) == "Variable"
        else None
    )


def without_cast(location: Location | None) -> str | None:
    """`cents = price * 100.0` for a line that says `cents = tf.cast(price * 100.0, tf.int32)`."""
    return _unwrapped(location, "cast", 2, "int")


def only_passes(location: Location | None, function: str) -> bool:
    """Whether a line does nothing but hand a name through a function: `x = tf.stop_gradient(x)`, `x = float(x)`."""
    _, statement = _statement(location)
    value = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign) or not isinstance(value, ast.Call) or len(value.args) != 1:
        return False
    same = [ast.unparse(target) for target in statement.targets] == [ast.unparse(value.args[0])]
    return same and not value.keywords and last_name(value.func) == function


def mean_of_all(location: Location | None) -> str | None:
    """`vote = tf.reduce_mean(votes, axis=0)` for a line that says `vote = votes[0]`."""
    code, statement = _statement(location)
    mean = _mean(code) if code is not None else None
    if code is None or statement is None or mean is None:
        return None
    picks = [(node, axis) for node in _loaded(statement) if (axis := _axis(node.slice)) is not None]
    if len(picks) != 1 or len(picks) != len(list(_loaded(statement))):
        return None
    pick, axis = picks[0]
    return rewritten(code, statement, pick, f"{mean}({code.source(pick.value)}, axis={axis})")


def over_axis(location: Location | None, axis: int) -> str | None:
    """`alpha = tf.nn.softmax(score, axis=1)` for a line that says `alpha = tf.nn.softmax(score)`."""
    code, statement = _statement(location)
    if code is None or statement is None:
        return None
    calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and last_name(n.func) == "softmax"]
    if len(calls) != 1 or len(calls[0].args) != 1 or isinstance(calls[0].args[0], ast.Starred):
        return None
    if any(k.arg != "axis" for k in calls[0].keywords):
        return None
    text = f"{code.source(calls[0].func)}({code.source(calls[0].args[0])}, axis={axis})"
    return rewritten(code, statement, calls[0], text)


def renamed(code: UserCode, line: int, old: str, new: str) -> str | None:
    """The statement at a line with another name for the one that it reads once."""
    statement = code.statement(line)
    if not isinstance(statement, _PLAIN):
        return None
    reads = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and n.id == old]
    if len(reads) != 1 or not isinstance(reads[0].ctx, ast.Load):
        return None
    return rewritten(code, statement, reads[0], new)


def unread_results(location: Location | None) -> list[str]:
    """The names that a line unpacks a call's results into and that are never read again: `spread` of `mean, spread`."""
    code, statement = _statement(location)
    if code is None or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return []
    target = statement.targets[0]
    if not isinstance(target, ast.Tuple) or not isinstance(statement.value, ast.Call):
        return []
    scope = code.function(statement.lineno)
    read = {n.id for n in ast.walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    names = [part.id for part in target.elts if isinstance(part, ast.Name)]
    return [name for name in names if name not in read and name.strip("_")]


# -- the parts ---------------------------------------------------------------------------------------------------------


def _statement(location: Location | None) -> tuple[UserCode | None, ast.stmt | None]:
    code = code_at(location)
    statement = code.statement(location.line) if code is not None and location is not None else None
    return code, statement if isinstance(statement, _PLAIN) else None


def _unwrapped(location: Location | None, function: str, arguments: int, last: str = "") -> str | None:
    """The statement with the first argument of its one call of a function (whose last says `last`) for the call."""
    code, statement = _statement(location)
    if code is None or statement is None:
        return None
    calls = [
        n for n in ast.walk(statement) if isinstance(n, ast.Call) and n.args and last_name(n.func) == function
    ]
    calls = [c for c in calls if last in ast.unparse([*c.args, *(k.value for k in c.keywords)][-1])]
    if len(calls) != 1 or not calls[0].args or len(calls[0].args) + len(calls[0].keywords) != arguments:
        return None
    inner = calls[0].args[0]
    if isinstance(inner, ast.Starred):
        return None
    text = code.source(inner)
    bare = isinstance(inner, _TIGHT) or getattr(statement, "value", None) is calls[0]
    return rewritten(code, statement, calls[0], text if bare else f"({text})")


def rewritten(code: UserCode, statement: ast.stmt, old: ast.expr, new: str) -> str | None:
    """The statement with another expression in it; None where that is no Python, or says nothing."""
    if statement.lineno == statement.end_lineno:
        line = code.text.split("\n")[statement.lineno - 1].encode()  # columns count bytes
        before = line[statement.col_offset : old.col_offset].decode()
        text = before + new + line[old.end_col_offset : statement.end_col_offset].decode()
    else:
        text = ast.unparse(_Replacing(old, new).visit(copy.deepcopy(statement)))
    try:
        (made,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    return None if _says_nothing(made) else text


def _says_nothing(made: ast.stmt) -> bool:
    """`x = x`, and a name by itself."""
    if isinstance(made, ast.Assign):
        return [ast.unparse(target) for target in made.targets] == [ast.unparse(made.value)]
    return isinstance(made, ast.Expr) and isinstance(made.value, ast.Name)


class _Replacing(ast.NodeTransformer):
    """Puts an expression in the place of another one, which is found by where it stands."""

    def __init__(self, old: ast.expr, new: str) -> None:
        self.place = (type(old), old.lineno, old.col_offset, old.end_lineno, old.end_col_offset)
        self.new = ast.parse(new, mode="eval").body

    def visit(self, node: ast.AST) -> ast.AST:
        """The new expression for the old one; anything else with what is within it."""
        if isinstance(node, ast.expr):
            place = (type(node), node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
            if place == self.place:
                return self.new
        return super().generic_visit(node)


def _loaded(statement: ast.stmt) -> Iterator[ast.Subscript]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield node


def _axis(index: ast.expr) -> int | None:
    """The axis along which one element is taken, all others being there as a whole; None for any other index."""
    parts = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    numbers = [n for n, part in enumerate(parts) if _is_number(part)]
    dots = [n for n, part in enumerate(parts) if isinstance(part, ast.Constant) and part.value is ...]
    others = [n for n, part in enumerate(parts) if n not in numbers and n not in dots and not _is_whole(part)]
    if len(numbers) != 1 or others or len(dots) > 1:
        return None
    return numbers[0] - len(parts) if dots and dots[0] < numbers[0] else numbers[0]


def _is_whole(part: ast.expr) -> bool:
    return isinstance(part, ast.Slice) and part.lower is part.upper is part.step is None


def _is_number(part: ast.expr) -> bool:
    inner = part.operand if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub) else part
    return isinstance(inner, ast.Constant) and type(inner.value) is int


def _mean(code: UserCode) -> str | None:
    """What a file calls TensorFlow's mean, else Keras'."""
    names = {
        alias.name: alias.asname or alias.name
        for node in ast.walk(code.tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    if "tensorflow" in names:
        return f"{names['tensorflow']}.reduce_mean"
    return f"{names['keras']}.ops.mean" if "keras" in names else None
