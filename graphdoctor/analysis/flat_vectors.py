"""Gradients that are put into one flat vector and cut out of it again: whose elements come to a variable.

Clipping or solving for all of a model's weights at once needs one vector, and averaging over workers a stack. Where a
slice of it begins at the wrong place, a variable gets the elements of other gradients, and the shapes fit all the same.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable

import numpy as np

from graphdoctor.analysis.applied import Applications
from graphdoctor.analysis.demand import NOTHING, fitting
from graphdoctor.analysis.facts import VALUELESS
from graphdoctor.graph.model import ARG, LIVE, OP, RET, VAR, Mask, Ref, StepGraph

_READS = "ReadVariableOp"


class FlatVectors:
    """Answers for one step which gradients a variable's new value is made of, element by element."""

    def __init__(self, applications: Applications) -> None:
        self.applications = applications
        self.step: StepGraph = applications.step
        self._known: dict[int, tuple[int, frozenset[int]] | None] = {}

    def gets(self, variable: int) -> tuple[int, frozenset[int]] | None:
        """An op that writes a variable, and the gradients (ops) of which any element comes to it.

        None where nothing cuts a vector on the way, or where that is not known. An op that mixes elements asks for all
        of them. One number for all elements, such as a norm, is not counted: it is made of every gradient.
        """
        if variable not in self._known:
            self._known[variable] = self._gets(variable)
        return self._known[variable]

    def _gets(self, variable: int) -> tuple[int, frozenset[int]] | None:
        oracle = self.step.oracle
        writers = self.applications.writers(variable)
        if oracle is None or not writers:
            return None
        walk = _Backwards(self.applications)
        found = walk.answers(writers)
        return None if found is None or not walk.cuts else (writers[0], frozenset(found))


class _Backwards:
    """One walk from a written value back to the gradients."""

    def __init__(self, applications: Applications) -> None:
        self.applications = applications
        self.step = applications.step
        self.asked: dict[Ref, Mask | None] = {}
        self.queue: list[int] = []  # readers first; again where a variable that is kept asks for more
        self.waiting: set[int] = set()
        self.cuts = False  # whether an op on the way hands on a part of its input only

    def answers(self, writers: Iterable[int]) -> set[int] | None:
        """The gradients of which elements arrive; None where a loop's way round is among the ways."""
        for writer in writers:
            self._ask_values(writer, None)
        found: set[int] = set()
        while self.queue:
            op = -heapq.heappop(self.queue)
            self.waiting.discard(op)
            if op in self.applications.answers:
                found.add(op)
            elif not self._go_on(op):
                return None
        return found

    def _ask(self, ref: Ref, mask: Mask | None) -> None:
        if mask is not None and not mask.any():
            return
        if ref in self.asked:
            known = self.asked[ref]
            if known is None or (mask is not None and np.array_equal(known | mask, known)):
                return
            mask = None if mask is None else known | mask
        self.asked[ref] = mask
        if ref[0] not in self.waiting:
            self.waiting.add(ref[0])
            heapq.heappush(self.queue, -ref[0])

    def _ask_values(self, writer: int, mask: Mask | None) -> None:
        """What a variable is written with; a number for all of its elements (a rate) is not one of them."""
        refs = self.step.inputs[writer][1:]
        one = all(self._is_one_number(ref) for ref in refs)
        for ref in refs:
            if one or not self._is_one_number(ref):
                self._ask(ref, mask)

    def _is_one_number(self, ref: Ref) -> bool:
        shape = self.step.shape(ref)
        return shape is not None and None not in shape and math.prod(n or 0 for n in shape) == 1

    def _go_on(self, op: int) -> bool:
        """Ask for what an op's output is made of; False where that cannot be told."""
        step = self.step
        masks = [self.asked.get((op, port), NOTHING) for port in range(len(step.dtypes[op]))]
        if any(source >= op for source, _ in step.inputs[op]):
            return False
        if step.roles[op] in (ARG, RET):
            for ref in step.inputs[op]:
                self._ask(ref, None if masks[0] is None else fitting(masks[0], step.shape(ref)))
            return True
        if step.roles[op] != OP:
            return step.roles[op] == VAR
        if step.types[op] == _READS:
            return self._go_through(op, masks[0])
        if step.types[op] == "IdentityN":  # whatever its gradient: it hands on each input by itself
            for ref, mask in zip(step.inputs[op], masks, strict=True):
                self._ask(ref, mask)
            return True
        return not step.inputs[op] or step.types[op] in VALUELESS or self._pull(op, masks)

    def _go_through(self, read: int, mask: Mask | None) -> bool:
        """What a variable that keeps gradients (a momentum) is written with, in this turn or in one before."""
        kept = self.applications.variable_behind(self.step.inputs[read][0][0])
        if kept is None or kept in self.applications.sources:
            return kept is not None
        for writer in self.applications.writers(kept):
            self._ask_values(writer, mask)
        return True

    def _pull(self, op: int, masks: list[Mask | None]) -> bool:
        step = self.step
        assert step.oracle is not None
        answers = step.answers(op)
        spread = self._spreads(op)
        for position, (ref, mask) in enumerate(
            zip(step.inputs[op], step.oracle.pull(op, masks), strict=True)
        ):
            if spread and self._is_one_number(ref):
                continue
            live = position < len(answers) and answers[position] == LIVE
            self._ask(ref, mask if live else None)
            self.cuts = self.cuts or (live and mask is not None and any(m is None for m in masks))
        return True

    def _spreads(self, op: int) -> bool:
        """Whether an op uses one number for all elements of another input, as a product with a number does."""
        step = self.step
        shape, refs = step.shape((op, 0)), step.inputs[op]
        if len(step.dtypes[op]) != 1 or any(step.dtype(ref) != step.dtypes[op][0] for ref in refs):
            return False  # an index among them: it may write one element
        return not self._is_one_number((op, 0)) and any(step.shape(ref) == shape for ref in refs)
