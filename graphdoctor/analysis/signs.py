"""Numbers that are never negative: `relu(-relu(x))` is zero, whatever x is.

An op that is not named here may give any number, and so may a constant: in an eager step it may be one turn's data.
"""

from __future__ import annotations

from graphdoctor.graph.model import ARG, OP, RET, Ref, StepGraph

_NEVER_NEGATIVE = frozenset("Relu Relu6 Sigmoid Softmax Softplus Exp Abs Square".split())
_KEEPING = frozenset(
    "Identity Reshape Squeeze ExpandDims Transpose MaxPool AvgPool Mean Sum Max Min Tile BroadcastTo StridedSlice "
    "Slice Pack ConcatV2 AddN Add AddV2 Cast StopGradient".split()
)
"""Of numbers that are not negative (or not positive) they make such numbers again."""
_PRODUCTS = frozenset(("Mul", "RealDiv", "DivNoNan"))
_CUT_AT_ZERO = ("Relu", "Relu6")
_DEPTH = 24

Sign = int
"""1: never negative; -1: never positive; 0: not known."""


def silent(step: StepGraph) -> set[int]:
    """The rectifiers that let nothing through: what they are given is never positive."""
    return {
        op
        for op, kind in enumerate(step.types)
        if kind in _CUT_AT_ZERO and step.roles[op] == OP and _sign(step, step.inputs[op][0], _DEPTH) < 0
    }


def _sign(step: StepGraph, ref: Ref, depth: int) -> Sign:
    op, kind = ref[0], step.types[ref[0]]
    if depth == 0:
        return 0
    if kind in _NEVER_NEGATIVE:
        return 1
    refs = step.inputs[op]
    if step.roles[op] in (ARG, RET):
        return _sign(step, refs[0], depth - 1) if len(refs) == 1 else 0
    if kind == "Neg":
        return -_sign(step, refs[0], depth - 1)
    if kind not in _PRODUCTS and kind not in _KEEPING:
        return 0
    signs = [_sign(step, r, depth - 1) for r in refs if step.differentiable(r)]
    if kind in _PRODUCTS:
        return signs[0] * signs[1] if len(signs) == 2 else 0
    return signs[0] if signs and len(set(signs)) == 1 else 0
