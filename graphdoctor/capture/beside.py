"""The line that stands beside a tape's block: where calls that the tape did not see leave those in which it started."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.assemble import Assembled
from graphdoctor.capture.frames import Site, fork, sites_of
from graphdoctor.capture.recorder import SeenRead, log


def of_op(assembled: Assembled, op: int, request: int | None) -> Site | None:
    """Of an op that the tape of a request did not record; None where no tape is concerned."""
    frames = sites_of(getattr(assembled.flat.tf_ops[op], "traceback", ()))
    tape = None if request is None else assembled.seen_requests[request].tape
    return fork(frames, tape.stack) if tape is not None else None


def of_read(assembled: Assembled, variable: int) -> Site | None:
    """Of eager code that read a variable before the step, where the step uses something computed since then."""
    reads = log.eager_reads.get(id(assembled.variables[variable]), [])
    captured = [outer for graph in assembled.flat.graphs for outer, _ in getattr(graph, "captures", ())]
    asked = [target for request in assembled.seen_requests for target in request.targets]
    last = max((t._id for t in captured + asked if _is_eager_float(t)), default=0)
    later = [read for read in reads if read.uid < last]
    later = later or [read for read in reads if _before_each_turn(read, reads)]
    if not later:
        return None
    stack = _tape_stack(assembled, variable)
    return later[-1].site if stack is None else fork(later[-1].stack, stack)


def _tape_stack(assembled: Assembled, variable: int) -> list[Site] | None:
    """The lines at which a tape started: one that is asked for the variable, else any."""
    pairs = zip(assembled.seen_requests, assembled.step.requests, strict=True)
    taped = [(seen.tape.stack, request) for seen, request in pairs if seen.tape is not None]
    asking = [stack for stack, r in taped if any(s.variable == variable for s in r.sources)]
    return next(iter(asking or [stack for stack, _ in taped]), None)


def _is_eager_float(tensor: Any) -> bool:
    return hasattr(tensor, "_id") and hasattr(tensor, "dtype") and bool(tensor.dtype.is_floating)


def _before_each_turn(read: SeenRead, reads: list[SeenRead]) -> bool:
    """Whether a line read a variable again after a compiled step had been given something made since the first time."""
    again = [other.uid for other in reads if other.site == read.site]
    return any(read.uid < n < uid for uid in again for n in log.given)
