"""Tensors that are zero whatever the inputs are: propagation of zeros through ops of which this can be proven.

An op that is not named here passes no zero on, which errs on the side of "may be non-zero".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from graphdoctor.graph.model import ARG, CALL, RET, VAR, Ref, StepGraph

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
    "DepthToSpace SpaceToDepth TensorListStack TensorListFromTensor TensorListGetItem TensorListSetItem "
    "TensorListGather TensorListPushBack TensorListPopBack".split()
)
"""Zero where every operand of numbers is zero: floats, and lists of them."""

FIRST = frozenset(
    "RealDiv Div DivNoNan TruncateDiv Xdivy Xlogy SoftplusGrad SoftsignGrad EluGrad SeluGrad LeakyReluGrad "
    "BiasAddGrad".split()
)
"""Zero where the first operand is zero, among them gradients that are given their cotangent first."""

SECOND = frozenset("TanhGrad SqrtGrad RsqrtGrad InvGrad ReciprocalGrad".split())
"""Gradients that are given the result first and the cotangent then: zero where the cotangent is."""

_PASSING = ANY_FACTOR | ALL_INPUTS | FIRST | SECOND
_EMPTY = ("TensorListReserve", "EmptyTensorList")
"""Lists without items: what is not written is read as zeros."""
_SOURCES = frozenset(("Const", "ZerosLike", "Fill", "LogSoftmax", *_EMPTY))


def zero_tensors(graph: Any, zero: set[int], since: int) -> None:
    """Add the ids of a FuncGraph's tensors that are provably zero, of its ops from `since` on (used on the little
    graphs of gradient functions)."""
    outer = {id(inner): given for given, inner in graph.captures}
    for op in graph.get_operations()[since:]:
        given = outer.get(id(op.outputs[0])) if op.type == "Placeholder" else None
        if given is not None and hasattr(given, "op") and _is_zero_constant(given.op):
            zero.add(id(op.outputs[0]))
        constant = _is_zero_constant(op)
        inputs = [
            t for t in op.inputs if t.dtype.is_floating or t.dtype.is_complex or t.dtype.name == "variant"
        ]
        if constant or is_zero(op.type, [id(t) in zero for t in inputs]):
            zero.update(id(t) for t in op.outputs)


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
    return type_ in SECOND and flags[1]


def zero_ops(step: StepGraph, known: Collection[int] = ()) -> bytearray:
    """For each op whether its outputs are provably zero; loops included: what a loop carries is zero until it is not.

    known: ops that are zero by what they are made of (`x - x`).

    One pass in order of creation settles all but the loops, whose later values are assumed to be zero at first; those
    that were found zero are looked at again until nothing changes.
    """
    zero = bytearray(b"\1") * len(step)
    doubtful = [op for op in range(len(step)) if op not in known and _first(step, op, zero)]
    while True:
        kept = [op for op in doubtful if _holds(step, op, zero)]
        if len(kept) == len(doubtful):
            return zero
        doubtful = kept


def _first(step: StepGraph, op: int, zero: bytearray) -> bool:
    """As `_holds`, for an op whose operands have been looked at: hardly one of them is zero."""
    kind = step.types[op]
    if kind not in _SOURCES and (kind in _PASSING or step.roles[op] in (ARG, RET)):
        for source, _ in step.inputs[op]:
            if zero[source]:
                return _holds(step, op, zero)
    elif kind in _SOURCES:
        return _holds(step, op, zero)
    zero[op] = 0
    return False


def _holds(step: StepGraph, op: int, zero: bytearray) -> bool:
    """Whether an op is zero if its operands are as `zero` says; where not, `zero` says so from now on."""
    kind = step.types[op]
    role = step.roles[op]
    if kind == "Const":
        held = _holds_numbers(step, (op, 0)) and _is_constant_zero(step, op)
    elif kind == "ZerosLike" or kind in _EMPTY:
        held = True
    elif role in (VAR, CALL):
        held = False
    elif kind == "LogSoftmax":  # over one element it is the logarithm of one
        held = (step.shape(step.inputs[op][0]) or (None,))[-1] == 1
    elif kind == "Fill":
        held = _is_constant_zero(step, step.inputs[op][1][0])
    elif role in (ARG, RET):
        refs = step.inputs[op]
        held = bool(refs) and all(zero[ref[0]] and _holds_numbers(step, ref) for ref in refs)
    elif kind in _PASSING:
        held = is_zero(kind, [bool(zero[ref[0]]) for ref in step.inputs[op] if _holds_numbers(step, ref)])
    else:
        held = False
    if not held:
        zero[op] = 0
    return held


def _holds_numbers(step: StepGraph, ref: Ref) -> bool:
    """Whether a tensor holds numbers that may have a gradient; a list of tensors may."""
    dtype = step.dtype(ref)
    return dtype == "variant" or (dtype[:1] in ("f", "b", "c") and dtype != "bool")


def _is_constant_zero(step: StepGraph, op: int) -> bool:
    value = step.consts.get(op)
    return value is not None and value.dtype.kind in "fc" and not value.any()
