"""A part of the loss that is computed and never added to it: the line of the loss with it.

A number that its own line calls a loss or a penalty (`age_loss`, `kl_penalty`) is meant to be added. No other value
that is dropped is: what to do with a gate or with a second output is for the user to say.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from graphdoctor.analysis.cut_choice import Cut
from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.called import last_name, result_name
from graphdoctor.diagnosis.outputs import describe, lost_outputs
from graphdoctor.diagnosis.repairs import Reroute
from graphdoctor.diagnosis.usercode import code_at
from graphdoctor.graph.model import OP
from graphdoctor.source import Location

_TERMS = frozenset(("loss", "losses", "penalty", "penalties", "reg", "regularization", "regularizer", "kl"))
"""What people call a part of a loss."""
_LOOSE = (ast.IfExp, ast.Lambda, ast.BoolOp, ast.Compare, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)


def adding(blamer: Blamer, blame: Blame) -> Reroute | None:
    """The number that is dropped, the ops that are the loss, and the loss's line as it would be with it."""
    found = _dropped(blamer, blame)
    targets = [target for request in blamer.judged.losses for target in request.targets]
    places = {
        _named_loss(blamer.evidence.locate_request(request.index)) or blamer.evidence.locate(op)
        for request in blamer.judged.losses
        for op, _ in request.targets
    }
    if found is None or blame.location is None or len(places) != 1:
        return None
    tensor, name = found
    step, where = blamer.step, places.pop()
    same = all(step.shape(ref) == () and step.dtype(ref) == step.dtype((tensor, 0)) for ref in targets)
    text = _with_term(where, blame.location, name) if same else None
    return None if text is None else Reroute(tensor, tuple(sorted({op for op, _ in targets})), text)


def _dropped(blamer: Blamer, blame: Blame) -> tuple[int, str] | None:
    """(the op of a dropped number, the name of a part of a loss that its line gives it)."""
    if blame.cut is None:
        return None
    if blame.cause == "hidden-drop":
        name = describe(blamer.judged, blame.cut, blame.location, blame.made).name
        ends = [op for _, op in lost_outputs(blamer.judged, blame.cut)]
    else:
        name, ends = result_name(blame.location), _ends(blamer, blame.cut, blame.location)
    if (
        name is None
        or not ends
        or not name.isidentifier()
        or not _TERMS & set(re.split(r"[_\d]+", name.lower()))
    ):
        return None
    if len(ends) not in (1, len(blamer.judged.losses)):  # a loop that Python runs makes one in each turn
        return None
    return (ends[0], name) if all(blamer.step.shape((op, 0)) == () for op in ends) else None


def _ends(blamer: Blamer, cut: Cut, at: Location | None) -> list[int]:
    """The last ops of a line that what is dropped comes through: others may print it, or keep its sum."""
    step = blamer.step
    here = {op for op in cut.flow if step.roles[op] == OP and blamer.evidence.locate(op) == at}
    return [
        op for op in sorted(here)
        if step.differentiable((op, 0)) and not any(c in here for c, _ in step.consumers[op])
    ]  # fmt: skip


def _named_loss(request: Location | None) -> Location | None:
    """The line that gives the loss its name, where gradients are asked for by a name that is given once."""
    code = code_at(request)
    if code is None or request is None:
        return None
    for call in code.calls(request.line):
        loss = call.args[0] if last_name(call.func) == "gradient" and call.args else None
        lines = code.stores(code.function(request.line), loss.id) if isinstance(loss, ast.Name) else []
        if len(lines) == 1:
            return replace(request, line=lines[0], column=None, end_column=None)
    return None


def _with_term(loss: Location | None, made: Location, name: str) -> str | None:
    """`loss = mse + penalty` for a line that says `loss = mse` after the one that makes `penalty`."""
    code = code_at(loss)
    if code is None or loss is None or loss.file != made.file or loss.cell != made.cell:
        return None
    statement = code.statement(loss.line)
    if not isinstance(statement, ast.Assign) or isinstance(statement.value, _LOOSE) or made.line >= loss.line:
        return None
    scope = code.function(made.line)
    if code.function(loss.line) is not scope or len(code.stores(scope, name)) != 1 or _reads(statement, name):
        return None
    if _only_sometimes(scope, made.line, loss.line):
        return None
    targets = " = ".join(code.source(target) for target in statement.targets)
    return f"{targets} = {code.source(statement.value)} + {name}"


def _only_sometimes(scope: ast.AST, made: int, loss: int) -> bool:
    """Whether a block that may not run, or not just once, holds one of two lines alone."""
    blocks = [
        getattr(node, part, None)
        for node in ast.walk(scope)
        if isinstance(node, (ast.If, ast.For, ast.While, ast.Try))
        for part in ("body", "orelse", "finalbody", "handlers")
    ]
    spans = [(b[0].lineno, b[-1].end_lineno or b[-1].lineno) for b in blocks if b]
    return any((first <= made <= last) != (first <= loss <= last) for first, last in spans)


def _reads(statement: ast.stmt, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(statement))
