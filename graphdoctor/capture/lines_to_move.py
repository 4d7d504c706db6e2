"""The line to move into a tape's block: what a tape did not see, or the call of the model that does it."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.assemble import Assembled
from graphdoctor.capture.frames import Site, caller, sites_of
from graphdoctor.capture.recorder import SeenRead, log


def of_op(assembled: Assembled, op: int) -> Site | None:
    """Of an op that no tape recorded; None where TensorFlow does not say who made it."""
    return caller(sites_of(getattr(assembled.flat.tf_ops[op], "traceback", ())))


def of_read(assembled: Assembled, variable: int) -> Site | None:
    """Of eager code that read a variable before the step, where the step uses something computed since then."""
    reads = log.eager_reads.get(id(assembled.variables[variable]), [])
    captured = [outer for graph in assembled.flat.graphs for outer, _ in getattr(graph, "captures", ())]
    targets = [target for request in assembled.seen_requests for target in request.targets]
    asked = [target for target in targets if not hasattr(target, "op")]  # that were there before the step
    last = max((t._id for t in captured + asked if _is_eager_float(t)), default=0)
    later = [read for read in reads if read.uid < last]
    later = later or [read for read in reads if _before_each_turn(read, reads)]
    return later[-1].caller if later else None


def _is_eager_float(tensor: Any) -> bool:
    return hasattr(tensor, "_id") and hasattr(tensor, "dtype") and bool(tensor.dtype.is_floating)


def _before_each_turn(read: SeenRead, reads: list[SeenRead]) -> bool:
    """Whether a line read a variable again after a compiled step had been given something made since the first time."""
    again = [other.uid for other in reads if other.site == read.site]
    return any(read.uid < n < uid for uid in again for n in log.given)
