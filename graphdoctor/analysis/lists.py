"""Lists of tensors (TensorArrays): which of a list's items are read, and which elements of each item.

What is asked of a list that a loop fills is asked of each of its items, whichever turn writes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from graphdoctor.analysis.views import Views
from graphdoctor.graph.model import ARG, CALL, RET, Mask, StepGraph

WRITE = "TensorListSetItem"


def items_read(views: Views, made: int, ops: Collection[int]) -> Mask | None:
    """The elements of the tensor that a list is made of (along its first axis) which are items that `ops` read.

    None where that is all of them, or where it is not known: an index that a loop counts, a list that is written to.
    """
    step = views.step
    shape = step.shape(step.inputs[made][0])
    if not shape or shape[0] is None:
        return None
    read = np.zeros([1 if n is None else n for n in shape], bool)
    stack, seen = [made], {made}
    while stack:
        for consumer, position in step.consumers[stack.pop()]:
            if consumer in seen or consumer not in ops or step.roles[consumer] == CALL:
                continue
            if step.roles[consumer] in (ARG, RET) or step.types[consumer] == "Identity":
                seen.add(consumer)
                stack.append(consumer)
                continue
            index = views.constant(step.inputs[consumer][1]) if position == 0 else None
            if step.types[consumer] != "TensorListGetItem" or index is None or index.size != 1:
                return None
            read[int(index.reshape(-1)[0])] = True
    return None if read.all() else read


def only_written(step: StepGraph, arg: int) -> bool:
    """Whether a list that a loop carries is written to in the loop, and read after it only."""
    if step.roles[arg] != ARG or not _is_list(step, arg):
        return False
    return all(step.types[consumer] == WRITE and position == 0 for consumer, position in step.consumers[arg])


def holds_items(step: StepGraph, op: int) -> bool:
    """Whether an op hands on a list that is filled item by item, or stacks it."""
    if step.types[op] == "TensorListStack":
        return True
    return _is_list(step, op) and (step.roles[op] == RET or step.types[op] in (WRITE, "Identity"))


def item_asked(step: StepGraph, op: int, asked: Mask | None) -> Iterator[tuple[int, Mask]]:
    """For the input of an op that holds items: its position, and which elements of each item are asked for."""
    if asked is None:
        return
    refs = step.inputs[op]
    if step.types[op] == WRITE:
        yield 2, asked
    elif step.types[op] != "TensorListStack":
        yield from ((position, asked) for position in range(len(refs)))
    elif asked.ndim and holds_items(step, refs[0][0]):
        yield 0, asked.any(axis=0)


def _is_list(step: StepGraph, op: int) -> bool:
    return step.dtypes[op][:1] == ("variant",)
