"""Edges on which a gradient exists for TensorFlow, but is provably zero."""

from __future__ import annotations

from graphdoctor.analysis.cancelling import TAKING_BACK, Cancelling
from graphdoctor.analysis.complex_parts import ComplexParts
from graphdoctor.analysis.picks import Picks
from graphdoctor.analysis.signs import silent
from graphdoctor.analysis.zeros import zero_ops
from graphdoctor.graph.model import Ref, StepGraph

BILINEAR = {
    "MatMul": (0, 1), "BatchMatMul": (0, 1), "BatchMatMulV2": (0, 1), "BatchMatMulV3": (0, 1), "Mul": (0, 1),
    "Einsum": (0, 1), "Conv2D": (0, 1), "Conv1D": (0, 1), "Conv3D": (0, 1), "DepthwiseConv2dNative": (0, 1),
}  # fmt: skip
"""The derivative with respect to one operand is a product with the other one."""

SCALED = {
    "RealDiv": 1, "DivNoNan": 1, "TanhGrad": 0, "SigmoidGrad": 0, "SqrtGrad": 0, "RsqrtGrad": 0, "InvGrad": 0,
    "ReciprocalGrad": 0, "SoftplusGrad": 1, "EluGrad": 1, "SeluGrad": 1,
}  # fmt: skip
"""The derivative with respect to this operand is a product with the other one: a quotient's denominator, and what a
gradient of first order (which has a gradient itself) reads beside its cotangent."""

SIZES = ("Shape", "ShapeN", "Size", "Rank")
"""What reads nothing of its input but how large it is."""
SHAPE_ONLY = frozenset((*SIZES, "ZerosLike", "OnesLike"))
"""What is made of its input's size alone."""
VALUELESS = SHAPE_ONLY | {"VariableShape", "VarIsInitializedOp"}
"""What looks at how its input is, not at its value: nothing flows through it."""
BLOCKING = frozenset(
    (
        *BILINEAR,
        *SCALED,
        *TAKING_BACK,
        "Softmax",
        "LogSoftmax",
        "ClipByValue",
        "Maximum",
        "Minimum",
        "Complex",
    )
)
"""The op types of which `ZeroFacts.blocks` may say anything."""


class ZeroFacts:
    """Why an edge that TensorFlow answers carries nothing but zeros."""

    def __init__(self, step: StepGraph) -> None:
        self.step = step
        self.picks = Picks(step)
        self.cancelling = Cancelling(step)
        self.complex_parts = ComplexParts(step, self.is_zero)
        self.silent: set[int] = set()  # rectifiers that let nothing through; known once something was asked
        self._zero: bytearray | None = None

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
        if kind in TAKING_BACK and (op, position) in self.cancelling.edges:
            return "constant"
        if kind in ("ClipByValue", "Maximum", "Minimum") and position == 0 and self._clips_all(op):
            return "constant"
        if kind == "Complex" and self.complex_parts.other_half(op, position):
            return "constant"
        if kind in BILINEAR and position in BILINEAR[kind]:
            refs = step.inputs[op]
            if len(refs) == 2 and self.is_zero(refs[1 - position]):
                return "constant" if kind == "Mul" else "state"
        if SCALED.get(kind) == position and self.is_zero(step.inputs[op][1 - position]):
            return "constant"
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
        if self._zero is None:
            self.silent = silent(self.step)
            self._zero = zero_ops(self.step, self.cancelling.nothing | self.silent)
        return bool(self._zero[ref[0]])
