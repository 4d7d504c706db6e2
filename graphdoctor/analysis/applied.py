"""Which variable each gradient is applied to, followed from its stand-in through clipping, scaling and accumulation.

A gradient keeps its variable's shape on the way to where it is applied; what changes shape (a global norm) makes every
clipped gradient depend on all of them. So the way that keeps the shape decides, and any way at all is second best.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graphdoctor.analysis.control_flow import behind
from graphdoctor.analysis.facts import VALUELESS
from graphdoctor.graph.model import ARG, CALL, RET, VAR, Request, Source, StepGraph

Shape = tuple[int | None, ...]


@dataclass(slots=True)
class Applied:
    """What one gradient of one request reaches."""

    kept: dict[int, int] = field(
        default_factory=dict
    )  # variable -> the op that writes it, shape kept all the way
    any: dict[int, int] = field(default_factory=dict)  # variable -> the op that writes it, in whatever way
    ops: set[int] = field(default_factory=set)


class Applications:
    """Follows gradients of a step to the variables that they change."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step
        self.sources = {s.variable for r in step.requests for s in r.sources if s.variable is not None}
        self.answers = {r for request in step.requests for r in request.results if r is not None}
        self.var_op = {variable: op for op, variable in step.handles.items()}

    def follow(self, request: Request, position: int) -> Applied:
        """Where the gradient of the request's source at `position` goes."""
        start = request.results[position]
        found = Applied()
        if start is None or position in request.unrun:
            return found
        shape = self._shape(request.sources[position])
        made = self.step.shape((start, 0))
        shapes = [] if shape is None else [shape]
        if shapes and made and made != shape:
            shapes.append((None, *made[1:]))  # a lookup's gradient: some rows, as many as are looked up
        self._spread(start, shapes, found.kept, found.ops)
        return found

    def _shape(self, source: Source) -> Shape | None:
        if source.variable is not None:
            return self.step.variables[source.variable].shape
        return self.step.shape(source.tensor) if source.tensor is not None else None

    def fits(self, request: Request, position: int, variable: int) -> bool:
        """Whether the gradient of the request's source at `position` may have a variable's shape."""
        shape, wanted = self._shape(request.sources[position]), self.step.variables[variable].shape
        return shape is None or wanted is None or _alike(shape, wanted)

    def follow_anyhow(self, request: Request, position: int, found: Applied) -> Applied:
        """As `follow`, also along ways that change the shape; dearer, asked only where the first one found nothing."""
        start = request.results[position]
        if start is not None and position not in request.unrun:
            self._spread(start, [], found.any, found.ops)
        return found

    def _spread(self, start: int, shapes: Sequence[Shape], writes: dict[int, int], ops: set[int]) -> None:
        """shapes: those that the way keeps to; empty where it may be any."""
        step = self.step
        # what comes out of an op is the same for all its inputs, but for IdentityN: hence the position
        stack, seen = [(start, 0)], {start}
        passed: set[tuple[int, int]] = set()
        while stack:
            for consumer, position in step.onward(*stack.pop()):
                if step.roles[consumer] == CALL or step.types[consumer] in VALUELESS:
                    continue
                if consumer in seen and (
                    step.types[consumer] != "IdentityN" or (consumer, position) in passed
                ):
                    continue
                passed.add((consumer, position))
                written = self.written(consumer, position)
                if written is not None:
                    writes.setdefault(written, consumer)
                    ops.add(consumer)
                    if written not in self.sources:  # an optimizer's own state, be it the user's
                        stack.extend((read, 0) for read in self._reads(written, seen))
                    continue
                if shapes and not any(self._keeps(consumer, shape) for shape in shapes):
                    continue
                seen.add(consumer)
                stack.append((consumer, position))
        ops |= seen

    def _keeps(self, op: int, shape: Shape) -> bool:
        step = self.step
        if step.roles[op] in (ARG, RET):
            return True
        for port, dtype in enumerate(step.dtypes[op]):
            if dtype == "variant":
                return True
            made = step.shapes[op][port]
            if made is None or _alike(made, shape):
                return True
        return False

    def written(self, op: int, position: int) -> int | None:
        """The variable that an op writes with what it reads at `position`; None where it writes none."""
        step = self.step
        if step.roles[op] in (ARG, RET, CALL, VAR) or step.types[op] in (
            "ReadVariableOp",
            "ResourceGather",
            "Identity",
        ):
            return None
        # what is written comes before what is written into it; a token that orders collective ops comes after
        for ref in step.inputs[op][:position]:
            if "resource" in step.dtype(ref) or "_ref" in step.dtype(ref) or self._is_var(ref[0]):
                variable = self.variable_behind(ref[0])
                if variable is not None:
                    return variable
        return None

    def _is_var(self, op: int) -> bool:
        return self.step.roles[op] == VAR

    def variable_behind(self, op: int) -> int | None:
        """The variable whose handle an op hands on; None where it is no handle."""
        step = self.step
        for _ in range(64):
            if step.roles[op] == VAR:
                return step.handles[op]
            if not step.inputs[op] or (step.roles[op] not in (ARG, RET) and step.types[op] != "Identity"):
                return None
            op = step.inputs[op][0][0]
        return None

    def writers(self, variable: int) -> list[int]:
        """The ops that write a variable."""
        op = self.var_op.get(variable)
        if op is None:
            return []
        found = []
        stack, seen = [op], {op}
        while stack:
            for consumer, position in self.step.consumers[stack.pop()]:
                if consumer in seen or self.step.roles[consumer] == CALL:
                    continue
                seen.add(consumer)
                if self.step.roles[consumer] in (ARG, RET):
                    stack.append(consumer)
                elif len(self.step.inputs[consumer]) > 1 and any(
                    p != position and self.written(consumer, p) == variable
                    for p in range(len(self.step.inputs[consumer]))
                ):
                    found.append(consumer)
        return found

    def made_of(self, ops: Iterable[int]) -> tuple[set[int], bool]:
        """The variables that ops are made of, and whether a gradient is among what they are made of."""
        seen = behind(self.step, ops)
        variables = {self.step.handles[op] for op in seen if op in self.step.handles}
        return variables, not seen.isdisjoint(self.answers)

    def _reads(self, variable: int, seen: set[int]) -> list[int]:
        """All ops that read a variable, in whatever body."""
        found = []
        stack = [self.var_op[variable]] if variable in self.var_op else []
        visited = set(stack)
        while stack:
            for consumer, position in self.step.consumers[stack.pop()]:
                if consumer in visited:
                    continue
                visited.add(consumer)
                if self.step.roles[consumer] in (ARG, RET):
                    stack.append(consumer)
                elif (
                    self.step.types[consumer] in ("ReadVariableOp", "ResourceGather", "Identity")
                    and consumer not in seen
                ):
                    seen.add(consumer)
                    found.append(consumer)
                elif position == 0 and self.step.dtypes[consumer] and consumer not in seen:
                    seen.add(
                        consumer
                    )  # an op that writes and hands on the new value (v1, fused optimizer ops)
                    found.append(consumer)
        return found


def _alike(one: Shape, other: Shape) -> bool:
    """Whether two shapes may be the same."""
    return len(one) == len(other) and all(
        a is None or b is None or a == b for a, b in zip(one, other, strict=True)
    )
