"""Slices, transpositions and paddings as views: which part of its input a part of their output is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphdoctor.graph.model import ARG, RET, Ref, StepGraph

Region = dict[int, tuple[int, int]]  # axis -> [first, past); an axis that is not named is there as a whole


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a view's output: element n is element `begin + n * stride` of the input's axis `source`.

    `source` is None for an axis that the view adds, `count` where all there is may be read.
    """

    source: int | None
    begin: int = 0
    stride: int = 1
    count: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What a view's output is made of: its axes, and the input's axes of which one element is taken."""

    axes: tuple[Axis, ...]
    taken: Region = field(default_factory=dict)

    def behind(self, region: Region) -> Region:
        """The region of the input that a region of the output is made of."""
        found = dict(self.taken)
        for number, axis in enumerate(self.axes):
            whole = (0, axis.count) if axis.count is not None else None
            span = region.get(number, whole)
            if axis.source is None or span is None:
                continue
            ends = [axis.begin + span[0] * axis.stride, axis.begin + (span[1] - 1) * axis.stride]
            empty = span[1] <= span[0]
            found[axis.source] = (0, 0) if empty else (max(0, min(ends)), max(0, max(ends) + 1))
        return found


class Views:
    """The views of one step."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step

    def of(self, op: int) -> View | None:
        """The view that an op makes of its first input; None where it makes none, or none that is known."""
        make = _MAKERS.get(self.step.types[op])
        shape = self.step.shape(self.step.inputs[op][0]) if make is not None else None
        return None if make is None or shape is None else make(self, op, shape)

    def constant(self, ref: Ref) -> Any:
        """A tensor's value as an array, where it is a constant that was handed in; else None."""
        step, op = self.step, ref[0]
        for _ in range(64):
            if step.types[op] == "Identity" or (step.roles[op] in (ARG, RET) and len(step.inputs[op]) == 1):
                op = step.inputs[op][0][0]
            else:
                break
        return step.consts.get(op)

    def _slice(self, op: int, shape: tuple[int | None, ...]) -> View | None:
        begin, size = (self.constant(r) for r in self.step.inputs[op][1:3])
        if begin is None or size is None:
            return None
        pairs = zip(begin.tolist(), size.tolist(), strict=True)
        axes = [Axis(n, int(b), 1, int(s) if s >= 0 else None) for n, (b, s) in enumerate(pairs)]
        return View((*axes, *(Axis(n) for n in range(len(axes), len(shape)))))

    def _transpose(self, op: int, shape: tuple[int | None, ...]) -> View | None:
        order = self.constant(self.step.inputs[op][1])
        return None if order is None else View(tuple(Axis(int(n) % len(shape)) for n in order.tolist()))

    def _reverse(self, op: int, shape: tuple[int | None, ...]) -> View | None:
        turned = self.constant(self.step.inputs[op][1])
        if turned is None:
            return None
        places = {int(n) % len(shape) for n in turned.tolist()}
        if any(shape[n] is None for n in places):
            return None
        return View(
            tuple(Axis(n, (s or 0) - 1, -1, s) if n in places else Axis(n) for n, s in enumerate(shape))
        )

    def _pad(self, op: int, shape: tuple[int | None, ...]) -> View | None:
        paddings = self.constant(self.step.inputs[op][1])
        if paddings is None or len(paddings) != len(shape):
            return None
        return View(tuple(Axis(n, -int(before)) for n, (before, _) in enumerate(paddings.tolist())))

    def _expand(self, op: int, shape: tuple[int | None, ...]) -> View | None:
        place = self.constant(self.step.inputs[op][1])
        if place is None:
            return None
        axes: list[Axis] = [Axis(n) for n in range(len(shape))]
        axes.insert(int(place.reshape(-1)[0]) % (len(shape) + 1), Axis(None))
        return View(tuple(axes))

    def _strided(self, op: int, shape: tuple[int | None, ...]) -> View | None:
        begin, end, stride = (self.constant(r) for r in self.step.inputs[op][1:4])
        masks = self.step.attrs.get(op)
        if masks is None or begin is None or end is None or stride is None:
            return None
        axes: list[Axis] = []
        taken: Region = {}
        axis = 0
        for place, bounds in enumerate(zip(begin.tolist(), end.tolist(), stride.tolist(), strict=True)):
            marked = {name for name, mask in masks.items() if mask >> place & 1}
            if "ellipsis_mask" in marked:
                rest = len(begin) - place - 1
                after = rest - sum(
                    masks.get("new_axis_mask", 0) >> n & 1 for n in range(place + 1, len(begin))
                )
                axes += [Axis(n) for n in range(axis, len(shape) - after)]
                axis = len(shape) - after
            elif "new_axis_mask" in marked:
                axes.append(Axis(None))
            else:
                if not _cut(axis, shape[axis], bounds, marked, axes, taken):
                    return None
                axis += 1
        axes += [Axis(n) for n in range(axis, len(shape))]
        return View(tuple(axes), taken)


def _cut(
    axis: int,
    size: int | None,
    bounds: tuple[int, int, int],
    marked: set[str],
    axes: list[Axis],
    taken: Region,
) -> bool:
    """One entry of a strided slice, as Python reads it; False where that needs a size that is not known."""
    begin, end, stride = bounds
    if "shrink_axis_mask" in marked:
        if begin < 0 and size is None:
            return False
        first = begin + (size or 0) if begin < 0 else begin
        taken[axis] = (first, first + 1)
        return True
    low = None if "begin_mask" in marked else begin
    high = None if "end_mask" in marked else end
    if size is None:
        if stride < 0 or (low or 0) < 0 or (high or 0) < 0:
            return False
        count = None if high is None or stride != 1 else max(0, high - (low or 0))
        axes.append(Axis(axis, low or 0, stride, count))
        return True
    span = range(size)[slice(low, high, stride)]
    axes.append(Axis(axis, span.start, span.step, len(span)))
    return True


_MAKERS: dict[str, Callable[[Views, int, tuple[int | None, ...]], View | None]] = {
    "StridedSlice": Views._strided,
    "Slice": Views._slice,
    "Transpose": Views._transpose,
    "ReverseV2": Views._reverse,
    "Pad": Views._pad,
    "PadV2": Views._pad,
    "ExpandDims": Views._expand,
}
VIEWS = frozenset(_MAKERS)
"""The op types that may be views."""
