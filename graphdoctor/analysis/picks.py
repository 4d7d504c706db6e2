"""Elements picked out of stacks, concatenations and lists: which of the parts a pick really reads.

TensorFlow's gradient of `tf.stack([a, b])[0]` with respect to `b` is a tensor of zeros; here it is no path at all.
"""

from __future__ import annotations

from typing import Any

from graphdoctor.graph.model import ARG, LIVE, RET, Ref, StepGraph

_THROUGH = frozenset(
    "Identity Cast Relu Relu6 Tanh Sigmoid Neg Exp Log Softplus Elu Selu LeakyRelu Square Sqrt Snapshot Abs".split()
)
Region = dict[int, tuple[int, int]]  # axis -> [first, past)


class Picks:
    """Answers, for a tensor read through a pick, which tensors the pick reads."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step

    def sources(self, op: int) -> list[Ref] | None:
        """The tensors that a picking op really reads; None where the op is no pick or the pick is not known."""
        step = self.step
        refs = step.inputs[op]
        if not refs or step.roles[op] in (ARG, RET):
            return None
        if step.types[op] == "TensorListGetItem":
            index = self._integer(refs[1])
            return None if index is None else self._elements(refs[0], (index, index + 1))
        region = self._region(op)
        return None if region is None else self._parts(refs[0], region)

    def port_sources(self, ref: Ref) -> list[Ref] | None:
        """For one output of `Unpack`, `Split` or `SplitV`: the tensors that this very output is made of."""
        region = self._port_region(ref)
        if region is None:
            return None
        position = 1 if self.step.types[ref[0]] == "Split" else 0
        return self._parts(self.step.inputs[ref[0]][position], region)

    def _port_region(self, ref: Ref) -> Region | None:
        step, (op, port) = self.step, ref
        kind = step.types[op]
        if kind == "Unpack":
            axis = step.attrs.get(op, {}).get("axis")
            rank = len(step.shape(ref) or ()) + 1
            return None if axis is None or step.shape(ref) is None else {axis % rank: (port, port + 1)}
        if kind in ("Split", "SplitV"):
            position = 0 if kind == "Split" else 2
            axis = self._integer(step.inputs[op][position])
            sizes = [step.shape((op, p)) for p in range(len(step.dtypes[op]))]
            if axis is None or any(s is None for s in sizes):
                return None
            rank = len(sizes[0] or ())
            axis %= rank
            widths = [(s or ())[axis] for s in sizes]
            if any(w is None for w in widths):
                return None
            first = sum(int(w or 0) for w in widths[:port])
            return {axis: (first, first + int(widths[port] or 0))}
        return None

    def _region(self, op: int) -> Region | None:
        kind = self.step.types[op]
        if kind == "StridedSlice":
            return self._strided(op)
        if kind == "Slice":
            return self._slice(op)
        if kind in ("GatherV2", "ResourceGather"):
            return self._gather(op)
        return None

    def _gather(self, op: int) -> Region | None:
        step = self.step
        if step.types[op] != "GatherV2":
            return None
        axis = self._integer(step.inputs[op][2])
        index = step.consts.get(self._origin(step.inputs[op][1]))
        shape = step.shape(step.inputs[op][0])
        if axis is None or index is None or shape is None or index.size == 0:
            return None
        low, high = int(index.min()), int(index.max())
        return {axis % len(shape): (low, high + 1)} if low >= 0 else None

    def _slice(self, op: int) -> Region | None:
        step = self.step
        begin = step.consts.get(self._origin(step.inputs[op][1]))
        size = step.consts.get(self._origin(step.inputs[op][2]))
        if begin is None or size is None:
            return None
        region: Region = {}
        for axis, (first, length) in enumerate(zip(begin.tolist(), size.tolist(), strict=True)):
            if length >= 0:
                region[axis] = (first, first + length)
        return region

    def _strided(self, op: int) -> Region | None:
        step = self.step
        attrs = step.attrs.get(op)
        begin, end, stride = (step.consts.get(self._origin(r)) for r in step.inputs[op][1:4])
        shape = step.shape(step.inputs[op][0])
        if attrs is None or shape is None or begin is None or end is None or stride is None:
            return None
        if attrs.get("new_axis_mask"):
            return None
        axes = _axes(len(begin), attrs.get("ellipsis_mask", 0), len(shape))
        region: Region = {}
        for place, axis in enumerate(axes):
            if axis is None or int(stride[place]) != 1:
                continue
            bounds = _bounds(place, begin, end, attrs, shape[axis])
            if bounds is not None:
                region[axis] = bounds
        return region

    def _parts(self, ref: Ref, region: Region) -> list[Ref] | None:
        """The parts of the stack or concatenation behind `ref` that meet the region."""
        ref = self._through(ref)
        step, op = self.step, ref[0]
        if step.types[op] == "Pack":
            axis = step.attrs.get(op, {}).get("axis")
            shape = step.shape(ref)
            if axis is None or shape is None:
                return None
            bounds = region.get(axis % len(shape))
            if bounds is None:
                return None
            return [r for n, r in enumerate(step.inputs[op]) if bounds[0] <= n < bounds[1]]
        if step.types[op] == "ConcatV2":
            return self._concatenated(ref, region)
        if step.types[op] == "TensorListStack" and 0 in region:
            return self._elements(step.inputs[op][0], region[0])
        return None

    def _elements(self, ref: Ref, bounds: tuple[int, int]) -> list[Ref] | None:
        """The items of a tensor list (a TensorArray) within bounds; None where an index is not known."""
        step = self.step
        wanted = set(range(*bounds))
        found: list[Ref] = []
        for _ in range(100_000):
            ref = self._through(ref)
            op = ref[0]
            if step.types[op] != "TensorListSetItem":
                break
            index = self._integer(step.inputs[op][1])
            if index is None:
                return None
            if index in wanted:
                wanted.discard(index)
                found.append(step.inputs[op][2])
            ref = step.inputs[op][0]
        if step.types[ref[0]] == "TensorListReserve" or not wanted:
            return found
        return None

    def _concatenated(self, ref: Ref, region: Region) -> list[Ref] | None:
        step, op = self.step, ref[0]
        shape = step.shape(ref)
        axis = self._integer(step.inputs[op][-1])
        if shape is None or axis is None:
            return None
        axis %= len(shape)
        bounds = region.get(axis)
        if bounds is None:
            return None
        found, first = [], 0
        for part in step.inputs[op][:-1]:
            width = (step.shape(part) or (None,) * len(shape))[axis]
            if width is None:
                return None
            if first < bounds[1] and bounds[0] < first + width:
                found.append(part)
            first += width
        return found

    def _through(self, ref: Ref) -> Ref:
        step = self.step
        for _ in range(64):
            op = ref[0]
            boundary = step.roles[op] in (ARG, RET) and len(step.inputs[op]) == 1
            if not boundary and (step.types[op] not in _THROUGH or not self._passes(op)):
                return ref
            ref = step.inputs[op][0]
        return ref

    def _passes(self, op: int) -> bool:
        answers = self.step.answers(op)
        return self.step.differentiable((op, 0)) and len(answers) > 0 and answers[0] == LIVE

    def _origin(self, ref: Ref) -> int:
        step, op = self.step, ref[0]
        for _ in range(64):
            if step.types[op] == "Identity" or (step.roles[op] in (ARG, RET) and len(step.inputs[op]) == 1):
                op = step.inputs[op][0][0]
            else:
                break
        return op

    def _integer(self, ref: Ref) -> int | None:
        value = self.step.consts.get(self._origin(ref))
        return int(value.reshape(-1)[0]) if value is not None and value.size == 1 else None


def _axes(count: int, ellipsis_mask: int, rank: int) -> list[int | None]:
    """The axis that each entry of a strided slice speaks of; None for the ellipsis itself."""
    places: list[int | None] = []
    axis = 0
    for place in range(count):
        if ellipsis_mask >> place & 1:
            places.append(None)
            axis += rank - (count - 1)
        else:
            places.append(axis if axis < rank else None)
            axis += 1
    return places


def _bounds(
    place: int, begin: Any, end: Any, attrs: dict[str, Any], size: int | None
) -> tuple[int, int] | None:
    shrink = attrs.get("shrink_axis_mask", 0) >> place & 1
    open_begin = attrs.get("begin_mask", 0) >> place & 1
    open_end = attrs.get("end_mask", 0) >> place & 1
    first = 0 if open_begin else int(begin[place])
    if first < 0:
        if size is None:
            return None
        first += size
    if shrink:
        return first, first + 1
    if open_end:
        return None if size is None else (first, size)
    last = int(end[place])
    if last < 0:
        if size is None:
            return None
        last += size
    return first, last
