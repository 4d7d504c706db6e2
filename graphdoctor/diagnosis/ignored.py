"""A value that a function of the user's is handed and never reads: a decoder that starts from a state of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.handed_back import parts
from graphdoctor.diagnosis.usercode import UserCode, code_at, line_of, parameters
from graphdoctor.graph.model import VAR, StepGraph
from graphdoctor.source import Location

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_RUN = ("call", "__call__")


@dataclass(frozen=True, slots=True)
class Ignored:
    """A call that hands a value to a function, as a parameter that the function never reads."""

    function: str
    parameter: str
    call: Location


def ignored_by(made: Location | None) -> Ignored | None:
    """The call that is handed what a line makes, where all that follows hands it to functions that ignore it."""
    code = code_at(made)
    statement = code.statement(made.line) if code is not None and made is not None else None
    if code is None or made is None or not isinstance(statement, ast.Assign):
        return None
    scope = code.function(made.line)
    names = [n.id for target in statement.targets for n in parts(target) if isinstance(n, ast.Name)]
    for name in names:
        found = [_ignoring(code, scope, read) for read in _reads_after(scope, statement, name)]
        if found and found[0] is not None and None not in found:
            call, function, parameter = found[0]
            return Ignored(function, parameter, line_of(code, made, call.lineno))
    return None


def hands_on_a_state(step: StepGraph, evidence: Evidence, flow: Iterable[int], call: Location) -> bool:
    """Whether both what is lost and what the call runs are recurrent: the one's state was to start the other."""
    called = [op for op in range(len(step)) if call in evidence.stack(op)]
    if not called:
        return False
    frames = (step.ancestors_of_frame(step.frame_of[op]) for op in called)
    around = frozenset(set.intersection(*map(set, frames)))  # a training loop around all of it tells nothing
    return recurs(step, called, around) and recurs(step, flow, around)


def recurs(step: StepGraph, ops: Iterable[int], around: frozenset[int] = frozenset()) -> bool:
    """Whether among these ops a variable meets what has been made with it before, or a loop has them in its body."""
    met: dict[int, frozenset[int]] = {}
    for op in sorted(ops):
        if step.types[op] == "NextIteration" or _is_looped(step, op, around):
            return True
        if _variable(step, op) is not None:
            continue  # it reads a variable, and meets nothing
        before = frozenset[int]().union(*(met.get(source, ()) for source, _ in step.inputs[op]))
        own = {v for source, _ in step.inputs[op] if (v := _variable(step, source)) is not None}
        if own & before:
            return True
        met[op] = before | own
    return False


# -- the parts ---------------------------------------------------------------------------------------------------------


def _is_looped(step: StepGraph, op: int, around: frozenset[int]) -> bool:
    inner = set(step.ancestors_of_frame(step.frame_of[op])) - around
    return any(step.frames[frame].kind == "while-body" for frame in inner)


def _variable(step: StepGraph, op: int) -> int | None:
    """The op of the variable that an op is, or reads; the variables of graph mode may be read by an Identity."""
    if step.types[op] in ("ReadVariableOp", "Identity") and step.inputs[op]:
        op = step.inputs[op][0][0]
    return op if step.roles[op] == VAR else None


def _reads_after(scope: ast.AST, statement: ast.stmt, name: str) -> Iterator[ast.Name]:
    """Where a name is read below a statement: what stands above it in a loop is the way to the loop's next turn."""
    end = statement.end_lineno or statement.lineno
    names = (node for node in ast.walk(scope) if isinstance(node, ast.Name) and node.id == name)
    return (node for node in names if isinstance(node.ctx, ast.Load) and node.lineno > end)


def _ignoring(code: UserCode, scope: ast.AST, read: ast.Name) -> tuple[ast.Call, str, str] | None:
    """(call, function, parameter), where a name is read as an argument of a function that ignores it."""
    for call in ast.walk(scope):
        if not isinstance(call, ast.Call):
            continue
        place = _place(call, read)
        function = _function(code, call.func) if place is not None else None
        if function is None or place is None:
            continue
        given = parameters(function)[1 if _is_method(code, function) else 0 :]
        name = place if isinstance(place, str) else given[place] if place < len(given) else None
        if name is not None and _never_reads(function, name):
            return call, _said(call.func), name
    return None


def _place(call: ast.Call, read: ast.Name) -> int | str | None:
    """Which argument of a call a name is, by itself or within a tuple: its number or its keyword."""
    for number, value in enumerate(call.args):
        if isinstance(value, ast.Starred):
            break
        if any(part is read for part in parts(value)):
            return number
    named = (k.arg for k in call.keywords if any(part is read for part in parts(k.value)))
    return next(named, None)


def _function(code: UserCode, called: ast.expr) -> _Function | None:
    """The one function of the file that an expression names: by itself, as a method, or as an object that is called."""
    said = ast.unparse(called)
    if isinstance(called, ast.Name):
        found = [n for n in _functions(code) if n.name == said and not _is_method(code, n)]
        if found:
            return found[0] if len(found) == 1 else None
    if isinstance(called, ast.Attribute) and ast.unparse(called.value) == "self":
        found = [n for n in _functions(code) if n.name == called.attr and _is_method(code, n)]
        if found:
            return found[0] if len(found) == 1 else None
    made = {
        value.func.id
        for target, value in _pairs(code)
        if ast.unparse(target) == said and isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
    }
    classes = [n for n in ast.walk(code.tree) if isinstance(n, ast.ClassDef) and n.name in made]
    if len(classes) != 1 or len(made) != 1:
        return None
    run = [n for n in classes[0].body if isinstance(n, _Function) and n.name in _RUN]
    return run[0] if len(run) == 1 else None


def _pairs(code: UserCode) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What is assigned to what, `a, b = A(), B()` taken apart."""
    for target, value, _ in code.assignments():
        if (
            isinstance(target, ast.Tuple)
            and isinstance(value, ast.Tuple)
            and len(target.elts) == len(value.elts)
        ):
            yield from zip(target.elts, value.elts, strict=True)
        else:
            yield target, value


def _functions(code: UserCode) -> Iterator[_Function]:
    return (n for n in ast.walk(code.tree) if isinstance(n, _Function))


def _is_method(code: UserCode, function: _Function) -> bool:
    return any(isinstance(n, ast.ClassDef) and function in n.body for n in ast.walk(code.tree))


def _said(called: ast.expr) -> str:
    return ast.unparse(called).removeprefix("self.")


def _never_reads(function: _Function, parameter: str) -> bool:
    """Whether no statement reads a parameter, or the first one that names it gives it another value."""
    every = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    if parameter not in every:
        return False
    for statement in function.body:
        named = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and n.id == parameter]
        if any(isinstance(n.ctx, ast.Load) for n in named):
            return False
        if named and isinstance(statement, (ast.Assign, ast.AnnAssign)):
            return True
    return True
