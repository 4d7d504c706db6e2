"""Elements picked out of stacks, concatenations and lists: which of the parts a pick really reads.

TensorFlow's gradient of `tf.stack([a, b])[0]` with respect to `b` is a tensor of zeros; here it is no path at all.
"""

from __future__ import annotations

from graphdoctor.analysis.views import VIEWS, Region, Views
from graphdoctor.graph.model import ARG, LIVE, RET, Ref, StepGraph

_THROUGH = frozenset(
    "Identity Cast Relu Relu6 Tanh Sigmoid Neg Exp Log Softplus Elu Selu LeakyRelu Square Sqrt Snapshot Abs".split()
)
_WITH_CONSTANT = frozenset("Mul Add AddV2 Sub RealDiv Maximum Minimum Pow".split())
"""Element by element, where the other operand is a constant."""

LIST_READS = ("TensorListGetItem", "TensorListGather")
PICKING = frozenset(("Unpack", "Split", "SplitV", "StridedSlice", "Slice", "GatherV2", *LIST_READS))
"""The op types that may pick parts."""


class Picks:
    """Answers, for a tensor read through a pick, which tensors the pick reads."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step
        self.views = Views(step)

    def may_pick(self, op: int) -> bool:
        """Whether an op of a type that picks reads something that was put together."""
        kind = self.step.types[op]
        if kind in LIST_READS:
            return True
        return self._is_assembled(self.step.inputs[op][1 if kind == "Split" else 0])

    def sources(self, op: int) -> list[Ref] | None:
        """The tensors that a picking op really reads; None where the op is no pick or the pick is not known."""
        step = self.step
        refs = step.inputs[op]
        if step.types[op] not in PICKING or not refs or step.roles[op] in (ARG, RET):
            return None
        if step.types[op] in LIST_READS:
            indices = self.views.constant(refs[1])
            return None if indices is None else self._elements(refs[0], set(indices.reshape(-1).tolist()))
        region = self._region(op) if self._is_assembled(refs[0]) else None
        return None if region is None else self._parts(refs[0], region)

    def port_sources(self, ref: Ref) -> list[Ref] | None:
        """For one output of `Unpack`, `Split` or `SplitV`: the tensors that this very output is made of."""
        if self.step.types[ref[0]] not in ("Unpack", "Split", "SplitV"):
            return None
        position = 1 if self.step.types[ref[0]] == "Split" else 0
        assembled = self._is_assembled(self.step.inputs[ref[0]][position])
        region = self._port_region(ref) if assembled else None
        if region is None:
            return None
        return self._parts(self.step.inputs[ref[0]][position], region)

    def _is_assembled(self, ref: Ref) -> bool:
        """Whether there may be parts behind a tensor: asked first, for most slices are of something whole."""
        kind = self.step.types[self._through(ref)[0]]
        return kind in ("Pack", "ConcatV2", "TensorListStack") or kind in VIEWS

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
        if kind in ("StridedSlice", "Slice"):
            view = self.views.of(op)
            return None if view is None else view.behind({})
        return self._gather(op) if kind == "GatherV2" else None

    def _gather(self, op: int) -> Region | None:
        step = self.step
        axis = self._integer(step.inputs[op][2])
        index = self.views.constant(step.inputs[op][1])
        shape = step.shape(step.inputs[op][0])
        if axis is None or index is None or shape is None or index.size == 0:
            return None
        low, high = int(index.min()), int(index.max())
        return {axis % len(shape): (low, high + 1)} if low >= 0 else None

    def _parts(self, ref: Ref, region: Region) -> list[Ref] | None:
        """The parts of the stack or concatenation behind `ref` that meet the region; None where there is none."""
        ref = self._through(ref)
        step, op = self.step, ref[0]
        if step.roles[op] in (ARG, RET) or not step.inputs[op]:
            return None
        if step.types[op] == "Pack":
            return self._stacked(ref, region)
        if step.types[op] == "ConcatV2":
            return self._concatenated(ref, region)
        if step.types[op] == "TensorListStack" and 0 in region:
            items = self._elements(step.inputs[op][0], set(range(*region[0])))
            return None if items is None else self._within([(r, _without(region, 0)) for r in items])
        view = self.views.of(op) if self._passes(op) else None
        return None if view is None else self._parts(step.inputs[op][0], view.behind(region))

    def _within(self, parts: list[tuple[Ref, Region]]) -> list[Ref]:
        """Each part, or where it is itself put together, those of its own parts that are read."""
        found: list[Ref] = []
        for ref, region in parts:
            inner = self._parts(ref, region)
            found += [ref] if inner is None else inner
        return found

    def _stacked(self, ref: Ref, region: Region) -> list[Ref] | None:
        axis = self.step.attrs.get(ref[0], {}).get("axis")
        shape = self.step.shape(ref)
        if axis is None or shape is None:
            return None
        axis %= len(shape)
        if axis not in region:
            return None
        bounds, inner = region[axis], _without(region, axis)
        read = [r for n, r in enumerate(self.step.inputs[ref[0]]) if bounds[0] <= n < bounds[1]]
        return self._within([(r, inner) for r in read])

    def _elements(self, ref: Ref, wanted: set[int]) -> list[Ref] | None:
        """The wanted items of a tensor list (a TensorArray); None where an index is not known."""
        step = self.step
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
        found: list[tuple[Ref, Region]] = []
        first = 0
        for part in step.inputs[op][:-1]:
            width = (step.shape(part) or (None,) * len(shape))[axis]
            if width is None:
                return None
            if first < bounds[1] and bounds[0] < first + width:
                met = (max(0, bounds[0] - first), min(width, bounds[1] - first))
                found.append((part, {**region, axis: met}))
            first += width
        return self._within(found)

    def _through(self, ref: Ref) -> Ref:
        for _ in range(64):
            position = self._same_elements(ref[0])
            if position is None:
                return ref
            ref = self.step.inputs[ref[0]][position]
        return ref

    def _same_elements(self, op: int) -> int | None:
        """The input of which an op's output is made element by element, by a gradient, and of nothing else."""
        step = self.step
        if step.roles[op] in (ARG, RET):
            return 0 if len(step.inputs[op]) == 1 else None
        if step.types[op] in _THROUGH:
            return 0 if self._passes(op) else None
        if step.types[op] in _WITH_CONSTANT:
            for position, ref in enumerate(step.inputs[op]):
                other = step.inputs[op][1 - position]
                same = step.shape(ref) is not None and step.shape(ref) == step.shape((op, 0))
                if same and other[0] in step.consts and self._passes(op, position):
                    return position
        return None

    def _passes(self, op: int, position: int = 0) -> bool:
        answers = self.step.answers(op)
        return self.step.differentiable((op, 0)) and len(answers) > position and answers[position] == LIVE

    def _integer(self, ref: Ref) -> int | None:
        value = self.views.constant(ref)
        return int(value.reshape(-1)[0]) if value is not None and value.size == 1 else None


def _without(region: Region, axis: int) -> Region:
    """The region within one part of a stack along `axis`."""
    return {a - (a > axis): bounds for a, bounds in region.items() if a != axis}
