"""Tensors that are zero whatever the inputs are: propagation of zeros through ops of which this can be proven.

An op that is not named here passes no zero on, which errs on the side of "may be non-zero".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

ANY_FACTOR = frozenset(
    "Mul MulNoNan MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Conv1D Conv2D Conv3D DepthwiseConv2dNative "
    "Conv2DBackpropInput Conv2DBackpropFilter Conv3DBackpropInputV2 Conv3DBackpropFilterV2 Einsum ReluGrad Relu6Grad "
    "SigmoidGrad".split()
)
"""Zero as soon as one float operand is zero."""

ALL_INPUTS = frozenset(
    "Identity IdentityN Reshape Squeeze ExpandDims Transpose Neg Sum Mean Tile BroadcastTo StridedSlice "
    "Slice Pad PadV2 ConcatV2 Pack AddN Add AddV2 Sub Cast Relu Relu6 Tanh Abs Sqrt Square Sin Sinh Asinh "
    "Tan Atan Expm1 Log1p Erf Elu Selu LeakyRelu Softsign Sign Floor Ceil Round Rint Real Imag Conj "
    "StopGradient PreventGradient CheckNumerics UnsortedSegmentSum SegmentSum Cumsum ReverseV2 Reverse "
    "MatrixBandPart MatrixDiagV3 MatrixDiagPartV3 GatherV2 GatherNd ScatterNd Select SelectV2 AvgPool "
    "MaxPool Unpack Split SplitV ZerosLike Snapshot Roll StridedSliceGrad Max Min Maximum Minimum "
    "DepthToSpace SpaceToDepth TensorListStack TensorListFromTensor".split()
)
"""Zero where every float operand is zero."""

FIRST = frozenset("RealDiv Div DivNoNan TruncateDiv Xdivy Xlogy".split())
"""Zero where the first operand is zero."""


def zero_tensors(graph: Any) -> set[int]:
    """The ids of a FuncGraph's tensors that are provably zero (used on gradient functions' own little graphs)."""
    zero = {
        id(inner) for outer, inner in graph.captures if hasattr(outer, "op") and _is_zero_constant(outer.op)
    }
    for op in graph.get_operations():
        constant = _is_zero_constant(op)
        inputs = [t for t in op.inputs if t.dtype.is_floating or t.dtype.is_complex]
        if constant or is_zero(op.type, [id(t) in zero for t in inputs]):
            zero.update(id(t) for t in op.outputs)
    return zero


def _is_zero_constant(op: Any) -> bool:
    from_op = op.inputs[1].op if op.type == "Fill" else op
    if from_op.type != "Const":
        return False
    dtype = from_op.get_attr("dtype")
    if not (dtype.is_floating or dtype.is_complex):
        return False
    proto = from_op.get_attr("value")
    if proto.tensor_content:
        return not proto.tensor_content.strip(b"\0")
    fields = ("float_val", "double_val", "half_val", "scomplex_val", "dcomplex_val")
    values = [v for f in fields for v in getattr(proto, f)]
    return not any(values)


def is_zero(type_: str, operands: Iterable[bool]) -> bool:
    """Whether an op's outputs are provably zero, given which of its float operands are."""
    flags = list(operands)
    if type_ == "ZerosLike":
        return True
    if not flags:
        return False
    if type_ in ANY_FACTOR:
        return any(flags)
    if type_ in ALL_INPUTS:
        return all(flags)
    if type_ in FIRST:
        return flags[0]
    return False
