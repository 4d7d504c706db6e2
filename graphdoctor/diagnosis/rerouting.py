"""How a dropped result could be used: by the one later line that reads what the result was made of instead.

`gated = hidden * self.gate(x)` and then `return self.head(hidden)`: the line that forgot it reads `hidden`, a tensor of
the same shape. The wire is made on the graph, and told only where it is certain which name at which line is meant.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.called import result_name
from graphdoctor.diagnosis.repairs import Reroute
from graphdoctor.diagnosis.statements import renamed
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.graph.model import ARG, CALL, RET, VAR
from graphdoctor.source import Location

_NEAR = 40  # ops between a result and what it was made of


def rerouting(blamer: Blamer, blame: Blame) -> Reroute | None:
    """The tensor that is dropped, the ops that could read it, and the line that they belong to as it would be then."""
    code, name = code_at(blame.location), result_name(blame.location)
    if code is None or name is None or not name.isidentifier() or blame.location is None or blame.cut is None:
        return None
    place = _Place(code, blame.location, name)
    if not place.is_forgotten():
        return None
    ends = list(_ends(blamer, blame.cut.flow, blame.location))
    if len(ends) != 1:
        return None
    found = [r for r in _reroutes(blamer, place, ends[0]) if r is not None]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class _Place:
    """The line whose result is dropped."""

    code: UserCode
    location: Location
    name: str

    def is_forgotten(self) -> bool:
        """Whether the name is bound here alone, and read nowhere in the function."""
        names = [n for n in self._names() if n.id == self.name]
        return len(names) == 1 and isinstance(names[0].ctx, ast.Store)

    def parts(self) -> list[tuple[str, int]]:
        """The names in the line's expression that are read by just one later line, once: (name, line)."""
        statement = self.code.statement(self.location.line)
        value = getattr(statement, "value", None)
        if statement is None or value is None:
            return []
        after = [n for n in self._names() if n.lineno > (statement.end_lineno or statement.lineno)]
        found = []
        for part in dict.fromkeys(n.id for n in ast.walk(value) if isinstance(n, ast.Name)):
            reads = [n for n in after if n.id == part]
            if len(reads) == 1 and isinstance(reads[0].ctx, ast.Load):
                found.append((part, reads[0].lineno))
        return found

    def _names(self) -> list[ast.Name]:
        scope = self.code.scope(self.location.line)
        return [n for n in ast.walk(scope) if isinstance(n, ast.Name)]


def _ends(blamer: Blamer, flow: Iterable[int], at: Location) -> Iterator[int]:
    """The last ops of the dropped flow that the line itself makes."""
    step, inside = blamer.step, set(flow)
    for op in inside:
        if step.roles[op] in (ARG, RET, CALL, VAR) or any(c in inside for c, _ in step.consumers[op]):
            continue
        if step.differentiable((op, 0)) and _stands_at(blamer, op, at.file, at.line):
            yield op


def _reroutes(blamer: Blamer, place: _Place, end: int) -> Iterator[Reroute | None]:
    step = blamer.step
    shape = step.shape((end, 0))
    for part, line in place.parts():
        readers: set[int] = set()
        for source in _made_of(blamer, end):
            if (
                shape is None
                or step.shape((source, 0)) != shape
                or step.dtype((source, 0)) != step.dtype((end, 0))
            ):
                continue
            here = (c for c, _ in step.consumers[source] if blamer.finder.leads(c))
            readers |= {c for c in here if _stands_at(blamer, c, place.location.file, line)}
        text = renamed(place.code, line, part, place.name) if readers else None
        if text is not None:
            yield Reroute(end, tuple(sorted(readers)), text)


def _stands_at(blamer: Blamer, op: int, file: str, line: int) -> bool:
    where = blamer.evidence.locate(op)
    return where is not None and (where.file, where.line) == (file, line)


def _made_of(blamer: Blamer, end: int) -> list[int]:
    stack, seen = [end], {end}
    while stack and len(seen) < _NEAR:
        for source, _ in blamer.step.inputs[stack.pop(0)]:
            if source not in seen:
                seen.add(source)
                stack.append(source)
    return sorted(seen - {end})
