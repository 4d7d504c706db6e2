"""The line to move into a tape's block: what a tape did not see, or the call of what does it, beside that block."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any

from graphdoctor.analysis.control_flow import behind
from graphdoctor.capture.assemble import Assembled
from graphdoctor.capture.frames import Site, caller, sites_of
from graphdoctor.capture.recorder import SeenRead, log
from graphdoctor.diagnosis.usercode import code_at
from graphdoctor.source import read_location

_BUILDING = ("__init__", "build")
"""What makes a layer, once and before any step."""


def of_op(assembled: Assembled, op: int) -> Site | None:
    """Of an op that no tape recorded; None where TensorFlow does not say who made it."""
    return _to_move(assembled, sites_of(getattr(assembled.flat.tf_ops[op], "traceback", ())))


def of_read(assembled: Assembled, variable: int) -> Site | None:
    """Of eager code that read a variable before the step, where the step uses something computed since then."""
    reads = [r for r in log.eager_reads.get(id(assembled.variables[variable]), []) if not r.stored]
    reads = _own(assembled, reads) if reads else reads
    captured = [outer for graph in assembled.flat.graphs for outer, _ in getattr(graph, "captures", ())]
    targets = [target for request in assembled.seen_requests for target in request.targets]
    asked = [target for target in targets if not hasattr(target, "op")]  # that were there before the step
    last = max((t._id for t in captured + asked if _is_eager_float(t)), default=0)
    later = [read for read in reads if read.uid < last]
    later = later or [read for read in reads if _before_each_turn(read, reads)]
    if not later:
        return None
    wanted = any(s.variable == variable for r in assembled.step.requests for s in r.sources)
    return _to_move(assembled, later[-1].stack) if wanted else caller(later[-1].stack)


def _own(assembled: Assembled, reads: Sequence[SeenRead]) -> list[SeenRead]:
    """The reads but those of lines that read what the losses use as well: all weights are looked at there."""
    step = assembled.step
    made = behind(step, [op for request in step.requests for op, _ in request.targets])
    variables = [variable for op, variable in step.handles.items() if op in made]
    used = (log.eager_reads.get(id(assembled.variables[variable]), ()) for variable in variables)
    shared = {tuple(look.stack) for looks in used for look in looks}
    return [look for look in reads if tuple(look.stack) not in shared]


def _to_move(assembled: Assembled, stack: Sequence[Site]) -> Site | None:
    """Of a stack of lines, outermost first, the one in the function that has the tape's block; else see `caller`.

    What builds a layer runs once: not its caller is in the wrong place, but what is computed there.
    """
    building = [n for n, site in enumerate(stack) if site.function.removeprefix("tf__") in _BUILDING]
    stack = stack[building[-1] :] if building else stack
    requests = [request for request in assembled.seen_requests if not request.inner]
    blocks = [span.site for request in requests for span in request.spans or () if span.site is not None]
    found = beside(stack, blocks)
    asked = [request.site for request in requests if request.site is not None]
    stays = found is not None and (_stays(found, blocks) or _is_for_the_next_turn(found, asked))
    if found is not None and stays and found is not stack[-1]:
        stack, found = stack[stack.index(found) + 1 :], None  # it is done further in
    return found or caller(stack)


def beside(stack: Sequence[Site], blocks: Iterable[Site]) -> Site | None:
    """The innermost line of a stack that stands in the same function as one of the blocks."""
    functions = {(block.file, block.function.removeprefix("tf__")) for block in blocks}
    beside_it = (
        site for site in reversed(stack) if (site.file, site.function.removeprefix("tf__")) in functions
    )
    return next(beside_it, None)


def _stays(site: Site, blocks: Iterable[Site]) -> bool:
    """Whether moving a line would change nothing: it stands within a tape's block, or begins the loop around one."""
    code = code_at(read_location(site.file, site.line))
    begun = [block.line for block in blocks if block.file == site.file]
    for node in ast.walk(code.tree) if code is not None else ():
        if isinstance(node, (ast.With, ast.For)):
            first, last = node.body[0].lineno, node.end_lineno or node.lineno
            around = any(first <= line <= last for line in begun)
            if isinstance(node, ast.For) and node.lineno <= site.line < first and around:
                return True
            if isinstance(node, ast.With) and node.lineno in begun and first <= site.line <= last:
                return True
    return False


def _is_for_the_next_turn(site: Site, asked: Iterable[Site]) -> bool:
    """Whether a line comes after the gradients are asked for: what it makes is read in the next turn's block."""
    before = [a.line < site.line for a in asked if (a.file, a.function) == (site.file, site.function)]
    return bool(before) and all(before)


def _is_eager_float(tensor: Any) -> bool:
    return hasattr(tensor, "_id") and hasattr(tensor, "dtype") and bool(tensor.dtype.is_floating)


def _before_each_turn(read: SeenRead, reads: list[SeenRead]) -> bool:
    """Whether a line read a variable again after a compiled step had been given something made since the first time."""
    again = [other.uid for other in reads if other.site == read.site]
    return any(read.uid < n < uid for uid in again for n in log.given)
