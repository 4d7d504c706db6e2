"""Which ops are so much alike that what TensorFlow answers for one holds for another, or is worth no new question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from graphdoctor.graph.model import Ref, StepGraph


def alike(step: StepGraph, op: int, fixed: Sequence[Ref]) -> Any:
    """What ops have in common of which all drop elements, or none does; `fixed`: those inputs that are constants.

    `h[None]` and `h[1:]` differ in how many elements they keep, and two gathers in whether a row is taken twice.
    """
    indices = [ref for ref in fixed if not step.differentiable(ref)]
    common = step.types[op], tuple(map(step.shape, fixed))
    if not indices:
        return common
    kept = _count(step.shape((op, 0)))
    fewer = tuple(kept < _count(step.shape(ref)) for ref in step.inputs[op] if ref not in fixed)
    return common, fewer, tuple(_all_differ(step.consts.get(ref[0])) for ref in indices)


def _count(shape: tuple[int | None, ...] | None) -> float:
    """How many elements a tensor of a static shape has; nan where that is not known, of which nothing is fewer."""
    if shape is None:
        return math.nan
    return math.prod(math.nan if size is None else size for size in shape)


def _all_differ(value: Any) -> bool:
    return value is not None and len(set(value.flat)) == value.size


def overridden(tf_op: Any) -> bool:
    """A gradient of the user's own says nothing of where it looks."""
    return "_gradient_op_type" in tf_op.node_def.attr


def attributes(tf_op: Any) -> tuple[tuple[str, bytes], ...]:
    """An op's attributes in an order of their own."""
    found = tf_op.node_def.attr
    return tuple((name, found[name].SerializeToString()) for name in sorted(found) if name != "_class")


def spelled(value: Any) -> tuple[Any, ...]:
    """A NumPy array as something to look up."""
    return value.shape, value.dtype.str, value.tobytes()
