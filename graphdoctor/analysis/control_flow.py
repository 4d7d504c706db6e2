"""What loops and branches do beside the walk: exits answered together, reads that eager branches hand on."""

from __future__ import annotations

from collections.abc import Iterable

from graphdoctor.graph.model import ARG, CALL, RET, VAR, StepGraph


class Returns:
    """Which RET ops belong to which CALL of a step."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step
        self._by_call: dict[int, list[int]] | None = None
        self._call_by_return: dict[int, int] = {}

    def call_of(self, ret: int) -> int | None:
        """The CALL op that a RET belongs to."""
        self._table()
        return self._call_by_return.get(ret)

    def of(self, call: int) -> list[int]:
        """The RET ops of a CALL."""
        return self._table().get(call, [])

    def _table(self) -> dict[int, list[int]]:
        if self._by_call is None:
            self._by_call = {}
            step, every = self.step, range(len(self.step))
            by_name = {(step.frame_of[c], step.names[c]): c for c in every if step.roles[c] == CALL}
            for op in every:
                if step.roles[op] == RET:
                    owner = by_name[step.frame_of[op], step.names[op].rpartition(":")[0]]
                    self._by_call.setdefault(owner, []).append(op)
                    self._call_by_return[op] = owner
        return self._by_call


def exits_of_loops(step: StepGraph) -> dict[int, list[int]]:
    """For each `Exit` of a v1 loop all exits of that loop."""
    loops: dict[tuple[int, str], list[int]] = {}
    if "Exit" not in step.types and "RefExit" not in step.types:
        return {}
    for op, kind in enumerate(step.types):
        name = step.attrs.get(op, {}).get("loop") if kind in ("Exit", "RefExit") else None
        if name is not None:
            loops.setdefault((step.frame_of[op], name), []).append(op)
    return {op: exits for exits in loops.values() for op in exits}


def ancestors(step: StepGraph, starts: list[int]) -> set[int]:
    """All ops that the given ones are computed from by way of tensors that could have a gradient."""
    seen = set(starts)
    stack = list(starts)
    while stack:
        for ref in step.inputs[stack.pop()]:
            if ref[0] not in seen and step.differentiable(ref):
                seen.add(ref[0])
                stack.append(ref[0])
    return seen


def behind(step: StepGraph, starts: Iterable[int]) -> set[int]:
    """All ops that the given ones are made of, in whatever way; these among them."""
    stack = list(starts)
    seen = set(stack)
    while stack:
        for source, _ in step.inputs[stack.pop()]:
            if source not in seen:
                seen.add(source)
                stack.append(source)
    return seen


def made_of_sources(step: StepGraph) -> bytearray:
    """For each op whether a variable, or a tensor that some request differentiates by, is behind it.

    What reads of a later op is on a loop's way round, and is said to be.
    """
    made = bytearray(len(step))
    for request in step.requests:
        for asked in request.sources:
            if asked.tensor is not None:
                made[asked.tensor[0]] = 1
    roles = step.roles
    for op, refs in enumerate(step.inputs):
        if roles[op] == VAR:
            made[op] = 1
        else:
            for source, _ in refs:
                if made[source] or source >= op:
                    made[op] = 1
                    break
    return made


KEPT = frozenset(("TensorListReserve", "TensorListSetItem", "TensorListGetItem"))
"""What a `tf.TensorArray` is made, written and read by in a graph; stacking one is an op in eager code, too."""


def handed_on(step: StepGraph) -> set[int]:
    """The reads of variables, and the tensors of before, that eager branches return as they are: no op of a tape's.

    Eager code reads such a variable only where it is used. What computes anything of it in the branch, if only
    `tf.identity`, adds an op after the read. TensorFlow itself puts an `Identity`, in the branch's own name scope,
    after what a branch returns. Nor are the writes and reads of a `tf.TensorArray`: eager code keeps the tensors
    themselves, in a Python list.
    """
    found: set[int] = set()
    if not any(frame.eager for frame in step.frames):
        return found
    found.update(
        op for op, kind in enumerate(step.types) if kind in KEPT and step.frames[step.frame_of[op]].eager
    )
    for ret in range(len(step)):
        if step.roles[ret] != RET or not step.frames[step.frame_of[ret]].eager:
            continue
        for source, _ in step.inputs[ret]:
            in_branch = step.frames[step.frame_of[source]].kind == "branch"
            as_it_is = step.types[source] == "ReadVariableOp" or step.roles[source] == ARG or source in found
            if in_branch and as_it_is:
                scope = step.names[ret].rpartition(":")[0] + "/Identity"
                copies = {op for op, _ in step.consumers[ret] if step.names[op].startswith(scope)}
                found |= {ret, source} | copies
    return found
