"""Random numbers for what a gradient is computed from, and which ops that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

_MOST_ELEMENTS = 30_000_000
_UNKNOWN_SIZE = (
    3  # of an axis that the trace leaves open, the same everywhere: a batch is as long as its labels
)

FROM_OUTSIDE = ("Placeholder", "IteratorGetNext")
"""Ops whose values come from outside of the graph."""


class Impossible(Exception):
    """The gradient cannot be computed outside of the script; the message says why."""


def random_like(dtype: Any, shape: Any, random: np.random.Generator) -> Any:
    """Values for a tensor that comes from outside; Impossible where its rank is not known."""
    if dtype.name in ("variant", "string"):
        raise Impossible(f"it reads a {dtype.name} from outside of the step")
    if shape.rank is None:
        raise Impossible("it reads a tensor of unknown rank")
    return _values(dtype, [_UNKNOWN_SIZE if n is None else n for n in shape.as_list()], random)


def random_weight(variable: Any, random: np.random.Generator) -> Any:
    """Values for a variable; Impossible where it is too large, or its shape not known."""
    shape = variable.shape
    if shape.rank is None or shape.num_elements() is None:
        raise Impossible("it reads a variable of unknown shape")
    if shape.num_elements() > _MOST_ELEMENTS:
        raise Impossible("it reads a variable too large to fill with random numbers")
    return _values(variable.dtype.base_dtype, shape.as_list(), random)


def _values(dtype: Any, size: list[int], random: np.random.Generator) -> Any:
    """Numbers of moderate size: logarithms and variances get positive ones as often as not."""
    if dtype.is_bool:
        return random.random(size) < 0.5
    if dtype.is_integer:
        return random.integers(0, 2, size)
    numbers = random.uniform(0.1, 1.0, size) * np.where(random.random(size) < 0.7, 1.0, -1.0)
    return numbers + 1j * random.uniform(0.1, 1.0, size) if dtype.is_complex else numbers


def needed(starts: list[Any], controlling: bool = False) -> Iterator[Any]:
    """The ops behind the given ones, inputs first; `controlling`: those that only control them as well."""
    done: set[int] = set()
    stack = [(op, False) for op in reversed(starts)]
    while stack:
        op, finished = stack.pop()
        if finished:
            yield op
        elif id(op) not in done:
            done.add(id(op))
            stack.append((op, True))
            if op.type not in FROM_OUTSIDE:
                stack.extend((t.op, False) for t in op.inputs)
                stack.extend((o, False) for o in (op.control_inputs if controlling else ()))
