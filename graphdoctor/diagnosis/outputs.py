"""Which output of a nested function, loop or branch is dropped: in the graph, and in the user's words.

A line that says `mu, _ = encode(x)` throws away what `encode` itself calls `logvar`; a line that says
`mean, spread = predict(x)` has a name for it that nothing reads.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from graphdoctor.analysis.cut_choice import Cut
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.called import result_name
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.held import UNUSED
from graphdoctor.diagnosis.statements import unread_results
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.graph.model import ARG, OP
from graphdoctor.source import Location

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_HANDS_ON = 8  # ops between what a body computes and the output that it is


@dataclass(frozen=True, slots=True)
class Output:
    """An output that is dropped. words: what to call it; name: where the line has a name for it, this name."""

    words: str
    name: str | None = None
    renamed: str | None = None  # the left side of the line with a name in place of `_`


def lost_outputs(judged: Judged, cut: Cut | None) -> list[tuple[int, int]]:
    """(place among the call's outputs, op) of each output that could have a gradient and is dropped."""
    if cut is None or cut.op is None:
        return []
    step = judged.step
    found = [(place, op) for place, op in enumerate(judged.walker.returns.of(cut.op)) if op in cut.flow]
    return [(place, op) for place, op in found if step.dtype((op, 0)) not in ("resource", "variant")]


def made_inside(judged: Judged, evidence: Evidence, cut: Cut, call: Location | None) -> Location | None:
    """The line of the called function that computes what is dropped."""
    step = judged.step
    for _, output in lost_outputs(judged, cut):
        for source, _ in step.inputs[output]:
            for _ in range(_HANDS_ON):
                where = evidence.ran(source)
                if source not in cut.flow or step.roles[source] not in (OP, ARG) or not step.inputs[source]:
                    break
                if where is not None and where != call:
                    return where
                source = step.inputs[source][0][0]
    return None


def describe(judged: Judged, cut: Cut | None, call: Location | None, made: Location | None) -> Output:
    """The dropped output as the line calls it, else by its place, else as one of them."""
    target = _target(call)
    outputs = judged.walker.returns.of(cut.op) if cut is not None and cut.op is not None else []
    lost = lost_outputs(judged, cut)
    unread = unread_results(call)
    place = lost[0][0] if len(lost) == 1 else None
    if target is None or len(target[1].elts) != len(outputs):
        place = _only_one(target[1], unread) if target is not None else place if len(outputs) > 1 else None
    if target is None:
        return Output(_nth(place))
    code, elements = target[0], target[1].elts
    if place is None:
        return Output(" and ".join(unread) or _nth(None))
    name = code.source(elements[place])
    if name not in UNUSED:
        return Output(name, name)
    return Output(_nth(place), None, _with_name(code, elements, place, made, call))


def _target(call: Location | None) -> tuple[UserCode, ast.Tuple] | None:
    """What a line unpacks a call's outputs into."""
    code = code_at(call)
    statement = code.statement(call.line) if code is not None and call is not None else None
    if code is None or not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target, value = statement.targets[0], statement.value
    if not isinstance(target, ast.Tuple) or not isinstance(value, ast.Call):
        return None
    return None if any(isinstance(e, ast.Starred) for e in target.elts) else (code, target)


def _only_one(target: ast.Tuple, unread: list[str]) -> int | None:
    """The place of the one name that is not read; where each is read, of the one `_`."""
    names = [ast.unparse(element) for element in target.elts]
    wanted = unread or [name for name in names if name in UNUSED]
    return names.index(wanted[0]) if len(wanted) == 1 else None


def _with_name(
    code: UserCode, elements: list[ast.expr], place: int, made: Location | None, call: Location | None
) -> str | None:
    """`mu, logvar`: the function's own word in place of `_`, where the line's function has no such name yet."""
    name = result_name(made)
    if name is None or not name.isidentifier() or call is None:
        return None
    known = {n.id for n in ast.walk(code.function(call.line)) if isinstance(n, ast.Name)}
    if name in known:
        return None
    return ", ".join(name if n == place else code.source(e) for n, e in enumerate(elements))


def _nth(place: int | None) -> str:
    known = place is not None and place < len(_ORDINALS)
    return f"the {_ORDINALS[place]} output" if place is not None and known else "an output"
