"""Edges on which a gradient exists for TensorFlow, but is provably zero."""

from __future__ import annotations

from graphdoctor.analysis.picks import Picks
from graphdoctor.analysis.zeros import is_zero
from graphdoctor.graph.model import ARG, CALL, RET, VAR, Ref, StepGraph

_BILINEAR = {
    "MatMul": (0, 1), "BatchMatMul": (0, 1), "BatchMatMulV2": (0, 1), "BatchMatMulV3": (0, 1), "Mul": (0, 1),
    "Einsum": (0, 1), "Conv2D": (0, 1), "Conv1D": (0, 1), "Conv3D": (0, 1), "DepthwiseConv2dNative": (0, 1),
}  # fmt: skip
"""The derivative with respect to one operand is a product with the other one."""


class ZeroFacts:
    """Why an edge that TensorFlow answers carries nothing but zeros."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step
        self.picks = Picks(step)
        self._zero: dict[Ref, bool] = {}

    def picked_position(self, op: int) -> int:
        """Which input of a picking op it picks from."""
        return 1 if self.step.types[op] == "Split" else 0

    def blocks(self, op: int, position: int) -> str | None:
        """Why the gradient of one input is zero ("softmax", "state", "constant"), None where it is not provably so."""
        step = self.step
        kind = step.types[op]
        if kind in ("Softmax", "LogSoftmax"):
            shape = step.shape(step.inputs[op][0])
            if shape and shape[-1] == 1:
                return "softmax"
        if kind == "Sub" and step.inputs[op][0] == step.inputs[op][1]:
            return "constant"
        if kind in ("ClipByValue", "Maximum", "Minimum") and position == 0 and self._clips_all(op):
            return "constant"
        if kind in _BILINEAR and position in _BILINEAR[kind]:
            refs = step.inputs[op]
            if len(refs) == 2 and self.is_zero(refs[1 - position]):
                return "constant" if kind == "Mul" else "state"
        return None

    def _clips_all(self, op: int) -> bool:
        """Whether an op clips to a range without an inside: `clip(x, 0, 0)`, in one op or in two."""
        step = self.step
        refs = step.inputs[op]
        if step.types[op] == "ClipByValue":
            low, high = (step.consts.get(r[0]) for r in refs[1:3])
            return low is not None and high is not None and bool((low >= high).all())
        inner, outer = refs[0][0], step.consts.get(refs[1][0])
        other = "Minimum" if step.types[op] == "Maximum" else "Maximum"
        if outer is None or step.types[inner] != other:
            return False
        bound = step.consts.get(step.inputs[inner][1][0])
        if bound is None:
            return False
        low, high = (outer, bound) if other == "Minimum" else (bound, outer)
        return bool((low >= high).all())

    def is_zero(self, ref: Ref) -> bool:
        """Whether a tensor is provably zero for every input and every weight, loops included."""
        if ref not in self._zero:
            self._assume(ref)
        return self._zero[ref]

    def _assume(self, ref: Ref) -> None:
        """Collect what `ref` depends on, assume all of it zero, and withdraw until nothing contradicts."""
        cone: list[Ref] = []
        stack = [ref]
        members: set[Ref] = set()
        while stack and len(members) < 400:
            current = stack.pop()
            if current in members or current in self._zero:
                continue
            members.add(current)
            cone.append(current)
            if self._could_be_zero(current):
                stack.extend(self._operands(current))
        if stack:  # too large to settle: not provably zero
            self._zero[ref] = False
            return
        assumed = dict.fromkeys(members, True)
        changed = True
        while changed:
            changed = False
            for current in cone:
                if assumed[current] and not self._holds(current, assumed):
                    assumed[current] = False
                    changed = True
        self._zero.update(assumed)

    def _operands(self, ref: Ref) -> list[Ref]:
        step = self.step
        return [
            r for r in step.inputs[ref[0]] if step.dtype(r)[:1] in ("f", "b", "c") and step.dtype(r) != "bool"
        ]

    def _could_be_zero(self, ref: Ref) -> bool:
        op, step = ref[0], self.step
        if step.roles[op] in (ARG, RET):
            return bool(step.inputs[op])
        if step.roles[op] in (VAR, CALL) or op in step.consts:
            return False
        return (
            is_zero(step.types[op], [True] * max(1, len(self._operands(ref))))
            and step.types[op] != "ZerosLike"
        )

    def _holds(self, ref: Ref, assumed: dict[Ref, bool]) -> bool:
        op, step = ref[0], self.step
        if op in step.consts:
            value = step.consts[op]
            return value.dtype.kind in "fc" and not value.any()
        if step.types[op] == "ZerosLike":
            return True
        if step.types[op] == "Fill":
            return self._const_zero(step.inputs[op][1])
        if step.roles[op] in (VAR, CALL):
            return False
        flags = [assumed.get(r, self._zero.get(r, False)) for r in self._operands(ref)]
        if step.roles[op] in (ARG, RET):
            return bool(step.inputs[op]) and len(flags) == len(step.inputs[op]) and all(flags)
        return is_zero(step.types[op], flags)

    def _const_zero(self, ref: Ref) -> bool:
        value = self.step.consts.get(ref[0])
        return value is not None and value.dtype.kind in "fc" and not value.any()
