"""The invariants of a captured step, checked after every capture and in every test.

1. Every table has one row per op; every input refers to an op and a port that exist.
2. A frame's parent comes before it, and its call is a CALL op of the parent frame.
3. An ARG lies in the body that it feeds and reads from around it or from that body (a loop's carried value); a RET lies
   in the frame of its call.
4. Every VAR op stands for a listed variable, and has no inputs.
5. Requests name ops and variables that exist, and their targets lie in their frame or around it.
"""

from __future__ import annotations

from graphdoctor.graph.model import ARG, CALL, VAR, StepGraph


class InvariantError(AssertionError):
    """The captured graph contradicts itself: a bug of ours."""


def check_step(step: StepGraph) -> None:
    """Raise `InvariantError` with the neighbourhood of the first violated invariant."""
    count = len(step)
    tables = (
        step.names,
        step.roles,
        step.frame_of,
        step.order,
        step.inputs,
        step.dtypes,
        step.shapes,
        step.layer_call,
    )
    if any(len(table) != count for table in tables):
        raise InvariantError(
            f"the captured graph's tables differ in length: {[len(t) for t in tables]}, {count} ops"
        )
    bodies: dict[int, set[int]] = {}
    for frame in step.frames:
        bodies.setdefault(frame.call, set()).add(frame.index)
    ports = [len(row) or 1 for row in step.dtypes]
    for op, refs in enumerate(step.inputs):
        for source, port in refs:
            if not 0 <= source < count or not 0 <= port < ports[source]:
                raise InvariantError(
                    f"{_around(step, op)} reads output {port} of op {source}, which does not exist"
                )
    for op, role in enumerate(step.roles):
        if role in (VAR, ARG):
            _check_boundary(step, op, bodies)
    _check_frames(step)
    _check_requests(step)


def _check_boundary(step: StepGraph, op: int, bodies: dict[int, set[int]]) -> None:
    if step.roles[op] == VAR and (step.inputs[op] or op not in step.handles):
        raise InvariantError(f"{_around(step, op)} is a variable's handle without a variable")
    if step.roles[op] == ARG:
        frame = step.frame_of[op]
        around, call = step.frames[frame].parent, step.frames[frame].call
        siblings = bodies[call] if call >= 0 else set()
        for source, _ in step.inputs[op]:
            home = step.frame_of[source]
            if step.roles[source] != VAR and home not in siblings and home not in (frame, around):
                raise InvariantError(f"{_around(step, op)} takes a value from an unrelated function body")


def _check_frames(step: StepGraph) -> None:
    for frame in step.frames:
        if frame.parent >= frame.index:
            raise InvariantError(f"function body {frame.name!r} comes before the body around it")
        if frame.call >= 0 and step.roles[frame.call] != CALL:
            raise InvariantError(
                f"function body {frame.name!r} belongs to {_around(step, frame.call)}, which is no call"
            )


def _check_requests(step: StepGraph) -> None:
    for request in step.requests:
        for target, _ in request.targets:
            home = step.frame_of[target]
            inside = step.within(target, request.frame) is not None
            if not inside and home not in step.ancestors_of_frame(request.frame):
                raise InvariantError(
                    f"the loss {_around(step, target)} lies outside of the function that asks for its gradient"
                )
        for source in request.sources:
            if source.variable is not None and not 0 <= source.variable < len(step.variables):
                raise InvariantError(
                    f"a gradient request names variable {source.variable}, which does not exist"
                )


def _around(step: StepGraph, op: int) -> str:
    inputs = ", ".join(step.op_id(source) for source, _ in step.inputs[op] if 0 <= source < len(step))
    return f"op {step.op_id(op)} ({step.types[op]}, inputs: {inputs or 'none'})"
