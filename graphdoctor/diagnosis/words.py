"""Names of ops as people write them."""

from __future__ import annotations

import re
from collections.abc import Collection

from graphdoctor.diagnosis.cause import Case

_WRITTEN = {
    "AddV2": "this sum",
    "ArgMax": "argmax",
    "ArgMin": "argmin",
    "Cast": "this cast",
    "ClipByValue": "clip_by_value",
    "DenseBincount": "bincount",
    "GatherNd": "the index of gather_nd",
    "GatherV2": "the index of gather",
    "MatMul": "this matrix product",
    "Mul": "this product",
    "Multinomial": "categorical",
    "OneHot": "one_hot",
    "RealDiv": "this quotient",
    "ResourceGather": "the index of a lookup",
    "Rint": "rint",
    "SelectV2": "the condition of where",
    "Sub": "this difference",
    "TopKV2": "the index of top_k",
}
_COMPARISONS = ("Equal", "Greater", "GreaterEqual", "Less", "LessEqual", "NotEqual")
_TAKING = frozenset("numpy convert_to_numpy numpy_function float int item tolist array asarray".split())
"""What takes a value out of TensorFlow."""
_PLUMBING = ("", "Identity", "IdentityN", "PartitionedCall", "StatefulPartitionedCall", "If", "StatelessIf")


def op_name(case: Case) -> str:
    """What the user calls the op that cuts: `argmax` for ArgMax, `floor_div` for FloorDiv."""
    kind = case.op_type
    if kind in _PLUMBING:
        return "this op"
    if kind in _COMPARISONS:
        return "this comparison"
    return _WRITTEN.get(kind) or _in_words(kind)


def called(case: Case) -> Collection[str]:
    """What a call of the op that cuts may be named in the user's code: `floor_div`, `cast`, `matmul`."""
    if case.blame.cause == "python-roundtrip":
        return _TAKING
    kind = case.op_type
    return {_WRITTEN.get(kind, ""), _in_words(kind), re.sub(r"V\d+$", "", kind).lower()} - {""}


def _in_words(kind: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"V\d+$", "", kind)).lower()
