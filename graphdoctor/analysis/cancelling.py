"""Terms that cancel: `x - x`, `(x + s) - x`, `x - mean(x)` over an axis of size 1.

The slopes of such a pair are `g` and `-g`: their sum is zero whatever flows, although each of the two edges has a
gradient. Sums are looked through as long as nobody else reads what is summed up on the way.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from graphdoctor.analysis.control_flow import ancestors
from graphdoctor.graph.model import OP, Ref, StepGraph

_SIGNS = {"Add": (1, 1), "AddV2": (1, 1), "Sub": (1, -1), "Neg": (-1,)}
SUMS = frozenset((*_SIGNS, "AddN"))
"""The ops of which a sum is made."""
_DISTANCE = "SquaredDifference"
TAKING_BACK = SUMS | {_DISTANCE}
"""The ops of which an edge may be taken back by another one. The slope of `(x - x)**2` is zero by itself."""

_ALIKE = frozenset("Mul RealDiv Rsqrt Sqrt Square Exp Log Tanh Sigmoid".split())
"""Without attributes: of one type and made of the same, two of them have the same value and the same slopes."""
_MEANS = frozenset("Mean Sum Max Min Prod".split())
"""Over axes of size 1 they hand on what they are given."""
_SHAPING = frozenset("Reshape Squeeze ExpandDims StridedSlice Transpose Tile BroadcastTo Cast".split())
"""Ones stay ones."""
_ONES = "ones"
"""What a softmax over a single element is made of, and what `1 - x` takes it from."""
_DEPTH = 8

Edge = tuple[int, int]
Term = tuple[int, Edge]
"""A sign, and the edge by which something enters a sum."""


class Cancelling:
    """The edges of one step along which the gradient is taken back by another one."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step
        self.edges: dict[Edge, Edge] = {}  # each with the one that takes it back
        self.nothing: set[int] = set()  # sums of which nothing is left: they are zero
        self._made_losses: Collection[int] | None = None
        # a factor may be negative; where no op negates anything, only differences take something back
        taking = SUMS if "Neg" in step.types else ("Sub",)
        for op in sorted({self._whole(op) for op, kind in enumerate(step.types) if kind in taking}):
            if self._is_sum(op) and op in self._needed:
                self._cancel(op)
        for op, kind in enumerate(step.types):
            if kind == _DISTANCE and self._is_nothing((op, 0), (op, 1)):
                self.edges.update({(op, 0): (op, 1), (op, 1): (op, 0)})
                self.nothing.add(op)

    @property
    def _needed(self) -> Collection[int]:
        """What a loss is made of: who else reads a sum does not count."""
        if self._made_losses is None:
            targets = [op for request in self.step.requests for op, _ in request.targets]
            every = range(len(self.step))
            self._made_losses = ancestors(self.step, targets) if self.step.requests else every
        return self._made_losses

    def _whole(self, op: int) -> int:
        """The sum that an op is a part of in the end."""
        while self._is_sum(op):
            reader = self._goes_on(op)
            if reader is None:
                break
            op = reader
        return op

    def _is_sum(self, op: int) -> bool:
        return self.step.types[op] in SUMS and self.step.roles[op] == OP

    def _goes_on(self, op: int) -> int | None:
        """The larger sum that a sum is a part of, where it is nothing else."""
        readers = [c for c, _ in self.step.consumers[op]]
        if len(readers) > 1:
            readers = [c for c in readers if c in self._needed]
        return readers[0] if len(readers) == 1 and self._is_sum(readers[0]) else None

    def _cancel(self, op: int) -> None:
        terms = [(sign * own, key, edge) for sign, edge in self._terms(op) for own, key in [self._key(edge)]]
        signs = {sign for sign, _, _ in terms}
        if len(signs) < 2:
            return
        added: dict[object, list[Edge]] = {}
        for sign, key, edge in terms:
            if sign > 0:
                added.setdefault(key, []).append(edge)
        pairs = [(added[key].pop(), edge) for sign, key, edge in terms if sign < 0 and added.get(key)]
        self.edges.update(pairs)
        self.edges.update((minus, plus) for plus, minus in pairs)
        if 2 * len(pairs) == len(terms) and all(self._is_nothing(*pair) for pair in pairs):
            self.nothing.add(op)

    def _terms(self, root: int) -> Iterator[Term]:
        """What a sum is made of, through the sums that are a part of it."""
        stack = [(root, 1)]
        while stack:
            op, sign = stack.pop()
            refs = self.step.inputs[op]
            signs = _SIGNS.get(self.step.types[op], (1,) * len(refs))
            for position, ((inner, _), own) in enumerate(zip(refs, signs, strict=True)):
                if self._is_sum(inner) and self._goes_on(inner) is not None:
                    stack.append((inner, sign * own))
                else:
                    yield sign * own, (op, position)

    def _is_nothing(self, one: Edge, other: Edge) -> bool:
        """Whether two edges bring the same number; what is read of a variable may have been written between.

        Two numbers that are the same for now (`1 - share`) may be others in another run.
        """
        sources = {self.step.inputs[op][position][0] for op, position in (one, other)}
        if len(sources) > 1 and not sources - self.step.consts.keys():
            return False
        first, second = (
            self._value(self.step.inputs[op][position], _DEPTH, True) for op, position in (one, other)
        )
        return first[1] == second[1]

    def _key(self, edge: Edge) -> tuple[int, object]:
        """A sign, and what two edges have in common that bring the same value, made in the same way."""
        return self._value(self.step.inputs[edge[0]][edge[1]], _DEPTH)

    def _value(self, ref: Ref, depth: int, exact: bool = False) -> tuple[int, object]:
        step, op = self.step, ref[0]
        kind = step.types[op]
        if kind == "ReadVariableOp" and not exact:
            return 1, step.inputs[op][0]  # two reads of one variable differ by a constant
        if step.roles[op] != OP or depth == 0:
            return 1, ref
        if kind in ("Identity", "Neg") or (kind in _MEANS and self._of_one(op)):
            sign, value = self._value(step.inputs[op][0], depth - 1, exact)
            return (-sign if kind == "Neg" else sign), value
        if self._is_of_ones(ref, depth):
            return 1, _ONES
        if kind in _ALIKE:
            made_of = [self._value(source, depth - 1, exact) for source in step.inputs[op]]
            if kind in ("Mul", "RealDiv"):
                return math.prod(sign for sign, _ in made_of), _product(kind, [value for _, value in made_of])
            return 1, (kind, *made_of)
        return 1, ref

    def _is_of_ones(self, ref: Ref, depth: int) -> bool:
        """Whether a tensor is a softmax over a single element, in whatever shape, or made of ones alone."""
        for _ in range(depth):
            kind, refs = self.step.types[ref[0]], self.step.inputs[ref[0]]
            if kind == "Softmax":
                shape = self.step.shape(ref)
                return bool(shape) and shape is not None and shape[-1] == 1
            if kind == "OnesLike":
                return True
            if kind != "Fill" and kind not in _SHAPING:
                break
            ref = refs[1 if kind == "Fill" else 0]
        value = self.step.consts.get(ref[0])
        return value is not None and value.dtype.kind == "f" and bool((value == 1).all())

    def normalises(self, edge: Edge) -> bool:
        """Whether what an edge brings and what takes it back differ by a mean over axes of size 1."""
        stack = [self.step.inputs[op][position][0] for op, position in (edge, self.edges[edge])]
        for _ in range(_DEPTH):
            if any(self.step.types[op] in _MEANS and self._of_one(op) for op in stack):
                return True
            near = (
                op
                for op in stack
                if self.step.types[op] in _ALIKE or self.step.types[op] in ("Identity", "Neg")
            )
            stack = [source for op in near for source, _ in self.step.inputs[op]]
        return False

    def _of_one(self, op: int) -> bool:
        """Whether a reduction reduces nothing: all of its axes have size 1, and they are kept.

        The first axis is mostly that of the batch: the next one may be larger.
        """
        step = self.step
        source, axes = step.inputs[op]
        shape, over = step.shape(source), step.consts.get(axes[0])
        if shape is None or over is None or step.shape((op, 0)) != shape:
            return False
        return all(shape[axis] == 1 and axis % len(shape) != 0 for axis in map(int, over.reshape(-1)))


def _product(kind: str, factors: list[object]) -> object:
    """The value of a product or quotient: once ones, as a softmax over one element is, it is the other factor."""
    one, other = factors
    if other == _ONES:
        return one
    return other if one == _ONES and kind == "Mul" else (kind, one, other)
