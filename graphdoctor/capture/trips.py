"""How often a graph's loop turns, where that can be proven: a counter with constant start, step and limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphdoctor.graph.model import ARG, RET, Ref, StepGraph


def trip_count(
    step: StepGraph, arguments: list[int], condition: Any, inputs: tuple[Ref, ...], carried: list[Ref]
) -> int | None:
    """How often a loop turns, where it counts, up or down, from a constant by a constant step to a constant limit."""
    limits = _limits(condition, step, inputs)
    if not limits:
        return None
    turns = []
    for position, limit, sign in limits:
        start = _scalar(step, inputs[position])
        stride = _stride(step, arguments, position, carried, inputs)
        if start is None or stride is None or stride * sign <= 0:
            return None
        turns.append(max(0, -(-(int(limit) - sign * int(start)) // (sign * int(stride)))))
    return min(turns)


MOST = 1 << 20
"""Edges that are looked at to see which of a loop's first values last."""


def overwritten(
    step: StepGraph, arguments: list[int], carried: list[Ref], count: int, turns: int
) -> set[int]:
    """The loop variables of whose first value nothing is left in any result of so many turns (two at least).

    Of a loop `a, b = b, f(x)` no first value lasts for longer than two turns. Only the first `count` variables are
    looked at: later ones TensorFlow has added, to keep what the loop's gradient will read.
    """
    position = {arg: n for n, arg in enumerate(arguments[:count])}
    changing = [n for n, arg in enumerate(arguments[:count]) if n < len(carried) and carried[n][0] != arg]
    span = len(step) - arguments[0] if arguments else 0
    if turns < 2 or not changing or len(changing) * span > MOST:
        return set()
    by_one = np.zeros((len(changing), len(changing)), bool)
    at = {n: row for row, n in enumerate(changing)}
    for row, n in enumerate(changing):
        behind = _arguments_behind(step, carried[n][0], position)
        by_one[row, [at[m] for m in behind if m in at]] = True
    left, power = np.eye(len(changing), dtype=bool), by_one
    while turns:
        if turns & 1:
            left = left @ power
        power, turns = power @ power, turns >> 1
    return {changing[column] for column in np.flatnonzero(~left.any(axis=0))}


def _arguments_behind(step: StepGraph, start: int, position: dict[int, int]) -> set[int]:
    """The loop variables that a value within the body is computed from."""
    seen, stack, found = {start}, [start], set()
    while stack:
        op = stack.pop()
        if op in position:
            found.add(position[op])
            continue
        for source, _ in step.inputs[op]:
            if source not in seen:
                seen.add(source)
                stack.append(source)
    return found


_BOUNDS = {"Less": (1, 0), "LessEqual": (1, 1), "Greater": (-1, 0), "GreaterEqual": (-1, 1)}
"""How a bound on a whole number `i` is spelled as `sign * i < sign * bound + more`."""


def _limits(condition: Any, step: StepGraph, inputs: tuple[Ref, ...]) -> list[tuple[int, float, int]]:
    """(loop variable, limit, sign) for each `sign * i < limit` on whole numbers that the condition requires; empty
    where it requires more."""
    positions = {id(t): n for n, t in enumerate(condition.inputs)}
    found: list[tuple[int, float, int]] = []

    def limit_of(tensor: Any) -> float | None:
        if id(tensor) in positions:
            return _scalar(step, inputs[positions[id(tensor)]])
        if tensor.op.type == "Const":
            from tensorflow.python.framework import tensor_util

            value = tensor_util.constant_value(tensor)
            return None if value is None or value.size != 1 else float(value)
        return None

    stack = [condition.outputs[0]]
    while stack:
        op = stack.pop().op
        if op.type == "Identity":
            stack.append(op.inputs[0])
        elif op.type == "LogicalAnd":
            stack.extend(op.inputs)
        elif op.type in _BOUNDS and id(op.inputs[0]) in positions:
            limit, (sign, more) = limit_of(op.inputs[1]), _BOUNDS[op.type]
            if limit is None or not op.inputs[0].dtype.is_integer:  # a sum of fractions is rounded
                return []
            found.append((positions[id(op.inputs[0])], sign * limit + more, sign))
        else:
            return []
    return found


def _stride(
    step: StepGraph, arguments: list[int], position: int, carried: list[Ref], inputs: tuple[Ref, ...]
) -> float | None:
    source = carried[position][0]
    while step.types[source] == "Identity":
        source = step.inputs[source][0][0]
    if step.types[source] not in ("AddV2", "Add", "Sub"):
        return None
    left, right = step.inputs[source]
    if left[0] != arguments[position]:
        return None
    size = _scalar(step, right, dict(zip(arguments, inputs, strict=False)))
    return -size if size is not None and step.types[source] == "Sub" else size


def _scalar(step: StepGraph, ref: Ref, given: dict[int, Ref] | None = None) -> float | None:
    """The value of a small constant, seen through identities and function arguments."""
    op = ref[0]
    for _ in range(32):
        if op in step.consts:
            value = step.consts[op]
            return float(value.reshape(-1)[0]) if value.size == 1 and value.dtype.kind in "iuf" else None
        if given and op in given:
            op = given[op][0]
        elif step.types[op] == "Identity" or (step.roles[op] in (ARG, RET) and len(step.inputs[op]) == 1):
            op = step.inputs[op][0][0]
        else:
            return _folded(step, op)
    return None


def _folded(step: StepGraph, op: int) -> float | None:
    """Static sizes are often spelled as shape arithmetic."""
    if step.types[op] == "StridedSlice" and step.shape((op, 0)) == ():
        sizes = _sizes(step, step.inputs[op][0][0])
        at = _scalar(step, step.inputs[op][1])
        if sizes is not None and at is not None and -len(sizes) <= int(at) < len(sizes):
            size = sizes[int(at)]
            return None if size is None else float(size)
    if (
        step.types[op] in ("Minimum", "Maximum", "Sub", "AddV2", "Mul", "Max", "Min")
        and len(step.inputs[op]) == 2
    ):
        left, right = (_scalar(step, r) for r in step.inputs[op])
        if step.types[op] in ("Max", "Min"):
            return left
        if left is not None and right is not None:
            return {
                "Minimum": min(left, right),
                "Maximum": max(left, right),
                "Sub": left - right,
                "AddV2": left + right,
                "Mul": left * right,
            }[step.types[op]]
    if step.types[op] == "TensorListLength":
        return None
    return None


def _sizes(step: StepGraph, op: int) -> Sequence[int | None] | None:
    """The numbers of a shape: asked of a tensor, or written down."""
    if step.types[op] == "Shape":
        return step.shape(step.inputs[op][0])
    value = step.consts.get(op)
    return value.tolist() if value is not None and value.ndim == 1 and value.dtype.kind == "i" else None
