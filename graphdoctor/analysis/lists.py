"""Lists of tensors (TensorArrays): which of a list's items are read."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from graphdoctor.analysis.views import Views
from graphdoctor.graph.model import ARG, CALL, RET, Mask


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
