"""Which states a recurrent layer carries from step to step: their names and sizes."""

from __future__ import annotations

from typing import Any

State = tuple[str, int | None]
"""A state's name ("h", "cell 2 c", "backward h") and the size of its last axis; None where that is not told."""


def states_of(layer: Any) -> list[State]:
    """The states of an RNN layer, a Bidirectional around one, or a cell; empty for other layers."""
    forward = getattr(layer, "forward_layer", None)
    if forward is not None:
        both = (("forward", forward), ("backward", layer.backward_layer))
        return [(f"{way} {name}", size) for way, inner in both for name, size in states_of(inner)]
    cell = getattr(layer, "cell", layer)
    cells = stacked_cells(cell)
    if cells:
        return [
            (f"cell {n} {name}", size) for n, inner in enumerate(cells, 1) for name, size in states_of(inner)
        ]
    return _of_cell(cell)


def state_units(layer: Any) -> tuple[int | None, ...]:
    """The size of each state."""
    return tuple(size for _, size in states_of(layer))


def stacked_cells(cell: Any) -> list[Any]:
    """The cells that a cell stacks: Keras' StackedRNNCells, TensorFlow 1's MultiRNNCell; empty for others."""
    return list(getattr(cell, "cells", None) or getattr(cell, "_cells", None) or ())


def _of_cell(cell: Any) -> list[State]:
    size = getattr(cell, "state_size", None)
    filters = getattr(cell, "filters", None)
    if filters is not None and size is not None:  # Keras 3's ConvLSTM cells say -1
        return [("h", int(filters)), ("c", int(filters))]
    sizes = _sizes(size)
    return list(zip(_names(size, len(sizes)), sizes, strict=False))


def _names(size: Any, count: int) -> tuple[str, ...]:
    """What each state is called; TensorFlow 1's LSTMStateTuple names its own, c before h."""
    named: tuple[str, ...] = getattr(size, "_fields", ())
    if len(named) == count:
        return named
    return ("h", "c") if count <= 2 else tuple(f"state {n}" for n in range(1, count + 1))


def _sizes(size: Any) -> list[int | None]:
    """One size per state. A list holds a state each; a tuple or TensorShape within it is the shape of one."""
    if size is None:
        return []
    if isinstance(size, int):
        return [size]
    if hasattr(size, "as_list"):
        return [_last(size.as_list())]
    return [_last(one.as_list() if hasattr(one, "as_list") else one) for one in size]


def _last(size: Any) -> int | None:
    if isinstance(size, (list, tuple)):
        return _last(size[-1]) if size else None
    return int(size) if isinstance(size, int) else None
