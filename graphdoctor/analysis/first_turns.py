"""Loops of which only the first turn counts: all that a loss reads of them is the first item that they write.

`rnn_outputs[:, 0]` is what the layer says after one step, from a state of zeros, and so is `[:, -1]` of what the
backward direction of a `Bidirectional` returns, or of a `tf.scan` in reverse, which writes the last item first. What
the loop does later carries no gradient, and TensorFlow answers with zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graphdoctor.analysis.demand import AskedBack
from graphdoctor.analysis.reach import Reach, Walker
from graphdoctor.graph.model import ARG, Ref, Request, StepGraph


def first_turns(walker: Walker, losses: Iterable[Request], reach: Mapping[int, Reach]) -> dict[int, int]:
    """The bodies (frames) of the loops of which losses read the first item only, each with the op that picks it."""
    step = walker.step
    found: dict[int, int] = {}
    for frame in step.frames:
        if frame.kind != "while-body" or step.trip_counts.get(frame.call, 0) < 2:
            continue
        picks = [_pick(walker, reach[r.index], frame.call, frame.index) for r in losses]
        if None not in picks and any(picks):
            found[frame.index] = max(pick for pick in picks if pick is not None)
    return found


def first_turn_only(step: StepGraph, bodies: Iterable[int]) -> StepGraph:
    """The step as it is when the loops with these bodies (frames) turn once: nothing is carried on."""
    once = set(bodies)
    inputs = [
        refs[:1] if step.roles[op] == ARG and step.frame_of[op] in once else refs
        for op, refs in enumerate(step.inputs)
    ]
    return replace(step, inputs=inputs, _consumers=None)


def _pick(walker: Walker, reach: Reach, call: int, body: int) -> int | None:
    """The op that picks the first item of a loop's list; 0 where the loss reads nothing of the loop; else None."""
    step = walker.step
    read = [ret for ret in walker.returns.of(call) if ret in reach.live]
    if not read:
        return 0
    asked = reach.asked
    first = {_first_index(step, ret, body) for ret in read}
    index = first.pop()
    if asked is None or index is None or first:
        return None
    stacks = {consumer for ret in read for consumer, _ in step.consumers[ret] if consumer in reach.live}
    if any(step.types[op] != "TensorListStack" or not _only(index, asked, op) for op in stacks):
        return None
    return max((_narrowing(index, asked, stack) for stack in stacks), default=None)


def _only(index: int, asked: AskedBack, stack: int) -> bool:
    """Whether the loss asks for one item of a stacked list, and for no other."""
    mask = asked.of((stack, 0))
    if mask is None or mask.ndim == 0 or not 0 <= index < len(mask) or len(mask) < 2:
        return False
    return not mask[:index].any() and not mask[index + 1 :].any()


def _narrowing(index: int, asked: AskedBack, stack: int) -> int:
    """The first op that keeps nothing but that item by itself; the last one that keeps less, where none does."""
    after = [op for op in asked.openers if op > stack]
    return next((op for op in after if _only(index, asked.by(op), stack)), after[-1] if after else stack)


def _first_index(step: StepGraph, ret: int, body: int) -> int | None:
    """Of which item of a list that a loop makes: the first turn, and no other, writes it; None where that is not so."""
    write = _plain(step, step.inputs[ret][0])
    if step.types[write] != "TensorListSetItem":
        return None
    items, index = (_plain(step, ref) for ref in step.inputs[write][:2])
    in_turn = _is_argument(step, items, body) and _plain(step, step.inputs[items][1]) == write
    return _counts_from(step, index, body) if in_turn else None


def _is_argument(step: StepGraph, op: int, body: int) -> bool:
    """Whether an op is what a loop carries: what it starts from, and what a turn hands on."""
    return step.roles[op] == ARG and step.frame_of[op] == body and len(step.inputs[op]) == 2


def _counts_from(step: StepGraph, op: int, body: int) -> int | None:
    """What a loop's counter begins with, where each turn adds the same number or takes it away."""
    if not _is_argument(step, op, body):
        return None
    start, after = (_plain(step, ref) for ref in step.inputs[op])
    if step.types[after] not in ("AddV2", "Add", "Sub"):
        return None
    terms = [_plain(step, ref) for ref in step.inputs[after]]
    strides = [_number(step, term) for term in terms if term != op]
    counts = (terms[0] == op or (op in terms and step.types[after] != "Sub")) and len(strides) == 1
    return _number(step, start) if counts and strides[0] else None


def _number(step: StepGraph, op: int) -> int | None:
    value = step.consts.get(op)
    return int(value.reshape(-1)[0]) if value is not None and value.size == 1 else None


def _plain(step: StepGraph, ref: Ref) -> int:
    """The op behind identities, and behind what a loop takes from around it and hands on unchanged."""
    op = ref[0]
    while step.types[op] == "Identity" or (step.roles[op] == ARG and len(step.inputs[op]) == 1):
        op = step.inputs[op][0][0]
    return op
