"""Which elements of a tensor a loss asks back for, where that is not all of them.

The walk over ops says only that a gradient tensor flows. `tf.stack([a, b]) * [1, 0]` sends `b` a tensor of zeros. Here
each op is asked which elements of its inputs get anything back, given which elements of its outputs did; what no
element of gets anything back is proven zero. Everything is asked for until an op says otherwise, so that what is not
understood is never called zero.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from graphdoctor.analysis.control_flow import made_of_sources
from graphdoctor.analysis.facts import ZeroFacts
from graphdoctor.analysis.lists import holds_items, item_asked, items_read, only_written
from graphdoctor.graph.model import ARG, LIVE, RET, UNKNOWN, Mask, Ref, StepGraph

UNSTACKED = "TensorListFromTensor"
NOTHING: Mask = np.zeros((), bool)
Shape = tuple[int | None, ...] | None
Edge = tuple[int, int]
"""One input of an op: (op, position)."""


class Demand:
    """Answers for one step what is asked back of each input."""

    def __init__(self, step: StepGraph, facts: ZeroFacts) -> None:
        self.step = step
        self.facts = facts
        self._opening: dict[tuple[int, tuple[bool, ...]], bool] = {}
        self._made: bytearray | None = None

    def opens(self, ops: Collection[int], rewired: bool = False) -> list[int]:
        """The ops that ask for a part of their inputs only although all that is read of their outputs is asked for.

        Those with no variable behind them (the pixels of a picture, a sentence's words) are of no interest, unless
        the step is `rewired`: then another tensor may be behind an op than the graph says.
        """
        oracle = self.step.oracle
        if oracle is None:
            return []
        if self._made is None:
            self._made = made_of_sources(self.step)
        made = self._made
        may = [
            op
            for op in ops
            if (made[op] or rewired)
            and (oracle.selects(op) or len(self.step.dtypes[op]) > 1 or self.step.types[op] == UNSTACKED)
        ]
        return [op for op in may if self._opens(op, self._read(op, ops), ops)]

    def _opens(self, op: int, asked: list[Mask | None], ops: Collection[int]) -> bool:
        if self.step.types[op] == UNSTACKED:
            return any(True for _ in self._pulled(op, asked, ops))
        key = op, tuple(mask is None for mask in asked)
        if key not in self._opening:
            self._opening[key] = any(True for _ in self._pulled(op, asked, ops))
        return self._opening[key]

    def _read(self, op: int, ops: Collection[int]) -> list[Mask | None]:
        """Nothing for the outputs of an op that nobody reads, where it has several; all of the others."""
        count = len(self.step.dtypes[op])
        if count < 2:
            return [None] * count
        read = {self.step.inputs[c][p][1] for c, p in self.step.consumers[op] if c in ops}
        return [None if port in read or not read else NOTHING for port in range(count)]

    def of(self, ops: Collection[int], openers: Collection[int], whole: Collection[Ref]) -> dict[Edge, Mask]:
        """The inputs of `ops` of which not all elements are asked for, each with those that are.

        ops: all that a gradient reaches. whole: tensors that are asked for as they are, whoever reads them.
        """
        found: dict[Edge, Mask] = {}
        queue = [-op for op in openers]
        heapq.heapify(queue)  # consumers first: what they ask for is known then
        last = None
        while queue:
            op = -heapq.heappop(queue)
            if op == last:
                continue
            last = op
            asked = [
                self.asked_of((op, port), ops, found, whole) for port in range(len(self.step.dtypes[op]))
            ]
            for position, mask in self._pulled(op, asked, ops):
                source = self.step.inputs[op][position][0]
                if _narrowed(found, (op, position), mask) and source in ops:
                    heapq.heappush(queue, -source)
        return found

    def asked_of(
        self, ref: Ref, ops: Collection[int], found: dict[Edge, Mask], whole: Collection[Ref]
    ) -> Mask | None:
        """The elements of a tensor that its readers ask for; None where all of them are."""
        if ref in whole:
            return None
        union: Mask = NOTHING
        for consumer, position in self.step.readers(*ref):
            if consumer not in ops or not self.open(consumer, position):
                continue
            mask = found.get((consumer, position))
            if consumer <= ref[0] and only_written(self.step, consumer):
                continue  # the next turn asks for what is asked for after the loop
            if mask is None or consumer <= ref[0]:  # a loop's way back: not known yet
                return None
            union = union | mask
        return None if union.all() else union

    def open(self, op: int, position: int) -> bool:
        """Whether a gradient may flow to an input of an op."""
        answers = self.step.answers(op)
        # where nothing is known, everything may be asked for
        may = position < len(answers) and answers[position] in (LIVE, UNKNOWN)
        return may and not self.facts.blocks(op, position)

    def _pulled(self, op: int, asked: list[Mask | None], ops: Collection[int]) -> Iterator[tuple[int, Mask]]:
        """For the inputs of which an op asks for a part only: their position, and the part."""
        refs, role = self.step.inputs[op], self.step.roles[op]
        if asked and all(mask is not None and not mask.any() for mask in asked):
            yield from ((position, NOTHING) for position in range(len(refs)))
        elif asked and holds_items(self.step, op):
            yield from item_asked(self.step, op, asked[0])
        elif role in (ARG, RET):
            if asked[0] is not None:
                fitted = [fitting(asked[0], self.step.shape(ref)) for ref in refs]
                yield from ((n, mask) for n, mask in enumerate(fitted) if mask is not None)
        elif self.step.types[op] == UNSTACKED:
            items = items_read(self.facts.picks.views, op, ops)
            if items is not None:
                yield 0, items
        elif self.step.oracle is not None:
            pulled = self.step.oracle.pull(op, asked)
            yield from ((n, mask) for n, mask in enumerate(pulled) if mask is not None and not mask.all())


class AskedBack:
    """What one loss asks back for. ops: all that its gradient reaches; openers, whole: see `Demand`."""

    def __init__(
        self, demand: Demand, ops: Collection[int], openers: Collection[int], whole: Collection[Ref]
    ) -> None:
        self.demand = demand
        self.ops = ops
        self.whole = frozenset(whole)
        self.openers = [op for op in openers if op in ops]
        self.edges = demand.of(ops, self.openers, whole)

    def of(self, ref: Ref) -> Mask | None:
        """The elements of a tensor that are asked for; None where all of them are, or where that is not known."""
        return self.demand.asked_of(ref, self.ops, self.edges, self.whole)

    def by(self, op: int) -> AskedBack:
        """The same if only one op asked for less than all of its inputs, whatever comes after it."""
        return AskedBack(self.demand, self.ops, [op], self.whole | self._read_of(op))

    @property
    def dead(self) -> frozenset[Edge]:
        """The inputs of which no element is asked for: their gradient is zero."""
        return frozenset(edge for edge, mask in self.edges.items() if not mask.any())

    def culprit(self, edge: Edge) -> Edge:
        """The first op on the way from a dead input to the loss that drops its elements, whatever comes after it.

        Returns it with the input by which they come to it.
        """
        queue, came_by = [edge[0]], {edge[0]: edge[1]}
        while queue:
            op = heapq.heappop(queue)
            if self._drops(op, edge):
                return op, came_by[op]
            for consumer, position in self.demand.step.consumers[op]:
                if consumer in came_by or consumer not in self.ops or consumer <= op:
                    continue
                if self.demand.open(consumer, position):
                    came_by[consumer] = position
                    heapq.heappush(queue, consumer)
        return edge

    def _drops(self, op: int, edge: Edge) -> bool:
        """Whether nothing is asked for along an edge even if all of what is read of an op's outputs is."""
        edges = self.demand.of(self.ops, {*self.openers, op}, self.whole | self._read_of(op))
        return edge in edges and not edges[edge].any()

    def _read_of(self, op: int) -> set[Ref]:
        """The outputs of an op that are read on the way to the loss."""
        step = self.demand.step
        return {step.inputs[c][p] for c, p in step.consumers[op] if c in self.ops}


def _narrowed(found: dict[Edge, Mask], edge: Edge, mask: Mask) -> bool:
    """Note what is asked for along an edge; whether that is less than was known: a loop's way round ends then."""
    known = found.get(edge)
    if known is not None:
        mask = mask & known
        if np.array_equal(mask, known):
            return False
    found[edge] = mask
    return True


def fitting(mask: Mask, shape: Shape) -> Mask | None:
    """A mask for a tensor of another static shape and the same elements; None where that asks for all of it.

    An axis of unknown size has one entry in a mask: it stands for all of the axis.
    """
    if shape is None or mask.ndim != len(shape):
        return None if mask.any() else NOTHING
    axes = tuple(n for n, size in enumerate(shape) if size is None and mask.shape[n] > 1)
    merged: Any = mask.any(axis=axes, keepdims=True) if axes else mask
    return None if merged.all() else merged
