"""Halves of complex numbers that no loss asks for.

Where all that is made of `tf.complex(a, b)` keeps real and imaginary parts apart (sums, products with real numbers) and
only the real part is taken at the end, the gradient of `b` is zero whatever the numbers are.
"""

from __future__ import annotations

from collections.abc import Callable

from graphdoctor.graph.model import NONE, OP, ZERO, Ref, StepGraph

_APART = frozenset(
    "Identity Reshape Squeeze ExpandDims Transpose ConjugateTranspose Conj Neg Sum Mean Tile BroadcastTo StridedSlice "
    "Slice Pad PadV2 ConcatV2 Pack AddN Add AddV2 Sub GatherV2 ReverseV2 Roll".split()
)
"""What makes real of real and imaginary of imaginary numbers; so do their gradients."""
_PRODUCTS = frozenset("Mul MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum".split())
"""The same where one factor is real: TensorFlow multiplies the cotangent with the other factor's conjugate."""
_HALVES = ("Real", "Imag")


class ComplexParts:
    """Asks which half of a complex tensor a step makes use of."""

    def __init__(self, step: StepGraph, is_zero: Callable[[Ref], bool]) -> None:
        self.step = step
        self._is_zero = is_zero
        self._targets = {op for request in step.requests for op, _ in request.targets}
        self._known: dict[tuple[int, int], frozenset[int]] = {}

    def other_half(self, op: int, position: int) -> frozenset[int]:
        """The ops that take the other half of `tf.complex`'s result; empty where this one may be used as well."""
        if (op, position) not in self._known:
            self._known[op, position] = self._takers(op, _HALVES[1 - position])
        return self._known[op, position]

    def _takers(self, start: int, half: str) -> frozenset[int]:
        """The ops that take this half of a tensor; empty where any takes something else."""
        found: set[int] = set()
        stack, seen = [start], {start}
        while stack:
            op = stack.pop()
            if op in self._targets:
                return frozenset()
            for consumer, position in self.step.consumers[op]:
                if self._takes(consumer, half):
                    found.add(consumer)
                elif self._hands_nothing_back(consumer, position):
                    continue
                elif not self._keeps_apart(consumer, position):
                    return frozenset()
                elif consumer not in seen:
                    seen.add(consumer)
                    stack.append(consumer)
        return frozenset(found)

    def _hands_nothing_back(self, op: int, position: int) -> bool:
        """Whether an op has no gradient for what it reads there, as what asks for a shape."""
        if self.step.roles[op] != OP:
            return False
        answers = self.step.answers(op)
        return position < len(answers) and answers[position] in (NONE, ZERO)

    def _takes(self, op: int, half: str) -> bool:
        """Whether an op takes one half of what it reads; a cast to real numbers takes the real one."""
        kind = self.step.types[op]
        return kind == half or (kind == "Cast" and half == "Real" and not self._is_complex(op))

    def _keeps_apart(self, op: int, position: int) -> bool:
        """Whether what an op makes of one half is that half of its result, and nothing else."""
        step, kind = self.step, self.step.types[op]
        if step.roles[op] != OP or kind in _PRODUCTS:
            others = [ref for n, ref in enumerate(step.inputs[op]) if n != position]
            return kind in _PRODUCTS and all(self._is_real(ref[0]) for ref in others)
        return kind in _APART or (kind == "Cast" and self._is_complex(op))

    def _is_complex(self, op: int) -> bool:
        return self.step.dtype((op, 0)).startswith("complex")

    def _is_real(self, start: int) -> bool:
        """Whether a tensor has no imaginary part, whatever the numbers are."""
        step = self.step
        stack, seen = [start], {start}
        while stack:
            op = stack.pop()
            kind = step.types[op]
            if not self._is_complex(op):
                continue
            if op in step.consts:
                if step.consts[op].imag.any():
                    return False
            elif step.roles[op] == OP and kind == "Complex":
                if not self._is_zero(step.inputs[op][1]):
                    return False
            elif step.roles[op] == OP and (kind in _APART or kind in _PRODUCTS or kind == "Cast"):
                made_of = {source for source, _ in step.inputs[op]} - seen
                seen |= made_of
                stack += made_of
            else:
                return False
        return True
