"""Tensors that are zero whatever comes in, and edges on which a gradient is."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.facts import ZeroFacts
from tests.graphs import build

GIVEN = """
w: var
x = Placeholder()
s int32 = Shape(x)
zero = 0.0
one = 1.0
none int32 = ZerosLike(s)
a = ZerosLike(x)
a16 bfloat16 = ZerosLike(x)
ac complex64 = ZerosLike(x)
def squared(h):
    k = Mul(h, h)
    return k
def moved(h):
    k = AddV2(h, h)
    m = Exp(k)
    return m
"""


def facts(lines: str) -> tuple[ZeroFacts, dict[str, int]]:
    built = build(GIVEN + lines)
    return ZeroFacts(built.step), built.ops


@pytest.mark.parametrize(
    "lines",
    [
        "z = 0.0", "z = Fill(s, zero)", "z = ZerosLike(w)", "z = Neg(a)", "z = Mul(x, a)", "z = MatMul(a, x)",
        "z = RealDiv(a, x)", "z = AddV2(a, zero)", "z = ConcatV2(a, a, s)", "z bfloat16 = Relu(a16)",
        "z complex64 = Neg(ac)", "h = AddN(a, a)\nz = Sum(h, s)", "z = While(a) of=squared",
        "g[4, 1] = Neg(x)\np[4, 1] = Softmax(g)\nf[4] = Squeeze(p)\nz[4] = Sub(one, f)",
        "g[4, 1] = Neg(x)\nz[4, 1] = LogSoftmax(g)",
        "l variant = TensorListFromTensor(a)\nz = TensorListGetItem(l, s)",
        "l variant = TensorListReserve(s)\nm variant = TensorListSetItem(l, s, a)\nz = TensorListStack(m)",
        "z = While(zero) of=squared", "z = PartitionedCall(a) of=squared", "z = GatherV2(a, s, s)",
        "z = TanhGrad(x, a)", "z = SoftplusGrad(a, x)",
    ],
)  # fmt: skip
def test_what_is_made_of_zeros_is_zero(lines: str) -> None:
    found, ops = facts(lines)
    assert found.is_zero((ops["z"], 0))


@pytest.mark.parametrize(
    "lines",
    [
        "z = 1.0", "z = Fill(s, one)", "z = Neg(x)", "z = Relu(w)", "z = AddV2(a, x)", "z = RealDiv(x, a)",
        "g[4, 2] = Neg(x)\np[4, 2] = Softmax(g)\nz = Sub(one, p)", "share = 1.0\nz = Sub(one, share)",
        "two = 2.0\ng[4, 1] = Neg(x)\np[4, 1] = Softmax(g)\nz[4, 1] = Sub(two, p)",
        "g[4, 2] = Neg(x)\nz[4, 2] = LogSoftmax(g)",
        "l variant = TensorListFromTensor(x)\nz = TensorListGetItem(l, s)",
        "l variant = Neg(s)\nz = TensorListStack(l)",
        "l variant = TensorListReserve(s)\nm variant = TensorListSetItem(l, s, x)\nz = TensorListStack(m)",
        "z = Exp(a)", "z = Mul(x, one)", "z = ConcatV2(a, x, s)",
        "z bfloat16 = AddV2(a16, x)", "z complex64 = AddV2(ac, x)",
        "z = While(a) of=moved", "z = While(x) of=squared", "z = PartitionedCall(a) of=moved", "z int32 = Neg(s)",
        "i = 0\nz = Cast(i)", "z = Placeholder()",
    ],
)  # fmt: skip
def test_what_may_be_something_else_is_not(lines: str) -> None:
    found, ops = facts(lines)
    assert not found.is_zero((ops["z"], 0))


def test_what_was_settled_once_is_known_when_it_is_met_again() -> None:
    found, ops = facts("h = Neg(a)\nk = Exp(h)\ny = AddV2(h, k)\nz = AddV2(h, a)\nu = Mul(z, k)")
    assert [found.is_zero((ops[name], 0)) for name in "hkyzu"] == [True, False, False, True, True]
    assert [found.is_zero((ops[name], 0)) for name in "hkyzu"] == [True, False, False, True, True]


def test_a_long_way_from_the_zero_is_no_hindrance() -> None:
    found, ops = facts("h0 = Neg(a)\n" + "\n".join(f"h{n} = Neg(h{n - 1})" for n in range(1, 1500)))
    assert found.is_zero((ops["h1499"], 0))


@pytest.mark.parametrize(
    ("lines", "blocked"),
    [
        ("g[4, 1] = Neg(x)\ny = Softmax(g)", "softmax"),
        ("g[4, 1] = Neg(x)\ny = LogSoftmax(g)", "softmax"),
        ("g[1, 4] = Neg(x)\ny = Softmax(g)", None),
        ("g[?, ?] = Neg(x)\ny = Softmax(g)", None),
        ("y = Sub(x, x)", "constant"),
        ("y = Sub(x, w)", None),
        ("r = ReadVariableOp(&w)\ny = Sub(r, w)", "constant"),
        ("y = ClipByValue(x, one, one)", "constant"),
        ("y = ClipByValue(x, one, zero)", "constant"),
        ("y = ClipByValue(x, zero, one)", None),
        ("y = ClipByValue(x, zero, x)", None),
        ("m = Minimum(x, zero)\ny = Maximum(m, one)", "constant"),
        ("m = Maximum(x, one)\ny = Minimum(m, zero)", "constant"),
        ("m = Maximum(x, one)\ny = Minimum(m, one)", "constant"),
        ("m = Maximum(x, zero)\ny = Minimum(m, one)", None),
        ("m = Minimum(x, one)\ny = Maximum(m, zero)", None),
        ("m = Minimum(x, w)\ny = Maximum(m, zero)", None),
        ("m = Relu(x)\ny = Maximum(m, zero)", None),
        ("y = Maximum(x, x)", None),
        ("y = Mul(x, a)", "constant"),
        ("y = MatMul(x, a)", "state"),
        ("y = Mul(x, one)", None),
        ("y = AddV2(x, a)", None),
        ("y = Einsum(x, a, a)", None),
        ("y = TanhGrad(x, a)", "constant"),
        ("y = TanhGrad(x, w)", None),
        ("y = EluGrad(x, a)", None),  # the cotangent, which meets a slope of one where the result is zero
        ("y = RealDiv(x, a)", None),
    ],
)
def test_an_edge_that_carries_only_zeros(lines: str, blocked: str | None) -> None:
    found, ops = facts(lines)
    assert found.blocks(ops["y"], 0) == blocked


def test_a_numerator_of_zeros_blocks_its_denominator() -> None:
    found, ops = facts("y = RealDiv(a, x)\ng = EluGrad(a, x)\nz = TanhGrad(x, a)")
    assert [found.blocks(ops[name], 1) for name in "ygz"] == ["constant", "constant", None]


def test_the_other_operand_of_a_product_is_not_blocked() -> None:
    found, ops = facts("y = Mul(x, a)\nc = Minimum(x, zero)\nd = Maximum(c, one)")
    assert found.blocks(ops["y"], 1) is None
    assert found.blocks(ops["d"], 1) is None


@pytest.mark.parametrize(
    ("lines", "blocked"),
    [
        ("y = Sub(x, x)", "y0 y1"),
        ("s = AddV2(x, w)\ny = Sub(s, x)", "s0 y1"),  # a straight-through estimator written the wrong way round
        ("d = Sub(w, x)\ny = AddV2(x, d)", "d1 y0"),
        ("n = Neg(x)\ny = AddN(w, n, x)", "n0 y2"),
        ("s = AddV2(x, x)\ny = Sub(s, x)", "s1 y1"),  # one of them is left
        ("d = Sub(x, x)\ny = AddV2(x, d)", "d0 d1"),
        ("y = SquaredDifference(x, x)", "y0 y1"), ("y = SquaredDifference(x, w)", ""),
        ("s = AddV2(x, w)\ny = Sub(s, x)\nz = Mul(s, y)", ""),  # the sum is read elsewhere
        ("k = StopGradient(x)\ny = Sub(x, k)", ""),
        ("k = Exp(x)\nm = Exp(x)\ny = Sub(k, m)", "y0 y1"),
        ("k = Exp(x)\nm = Exp(w)\ny = Sub(k, m)", ""),
        ("k = Dropout(x)\nm = Dropout(x)\ny = Sub(k, m)", ""),
        ("p = Mul(x, w)\nn = Neg(x)\nq = Mul(n, w)\nr = AddV2(q, one)\ny = AddV2(p, r)", "r0 y0"),
        ("one_axis int32 = 1\ng[4, 1] = Neg(x)\nm[4, 1] = Mean(g, one_axis)\ny[4, 1] = Sub(g, m)", "y0 y1"),
        ("one_axis int32 = 0\ng[4, 1] = Neg(x)\nm[1, 1] = Mean(g, one_axis)\ny[4, 1] = Sub(g, m)", ""),
        ("one_axis int32 = 0\ng[1, 4] = Neg(x)\nm[1, 4] = Mean(g, one_axis)\ny[1, 4] = Sub(g, m)", ""),  # a batch
        ("one_axis int32 = 1\ng[4, ?] = Neg(x)\nm[4, ?] = Mean(g, one_axis)\ny[4, ?] = Sub(g, m)", ""),
    ],
)  # fmt: skip
def test_what_is_added_and_taken_away_again(lines: str, blocked: str) -> None:
    found, ops = facts(lines)
    names = {op: name for name, op in ops.items()}
    told = sorted(f"{names[op]}{position}" for op, position in found.cancelling.edges)
    assert " ".join(told) == blocked


@pytest.mark.parametrize(
    ("lines", "zero"),
    [
        ("y = Sub(x, x)", True),
        ("y = SquaredDifference(x, x)", True),
        ("y = SquaredDifference(x, w)", False),
        ("u = Exp(x)\ns = AddV2(x, u)\nt = Sub(s, x)\ny = Sub(t, u)", True),
        ("s = AddV2(x, w)\ny = Sub(s, x)", False),
        ("r = ReadVariableOp(&w)\nq = ReadVariableOp(&w)\ny = Sub(r, q)", False),  # written in between, maybe
        ("d = Sub(x, x)\ny = Mul(d, w)", True),
    ],
)
def test_a_sum_of_which_nothing_is_left_is_zero(lines: str, zero: bool) -> None:
    found, ops = facts(lines)
    assert found.is_zero((ops["y"], 0)) is zero


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("y = Sub(x, x)", False),
        ("axis int32 = 1\ng[4, 1] = Neg(x)\nm[4, 1] = Mean(g, axis)\ny[4, 1] = Sub(g, m)", True),
        ("axis int32 = 1\ng[4, 1] = Neg(x)\nm[4, 1] = Mean(g, axis)\nk[4, 1] = Identity(m)\ny[4, 1] = Sub(k, g)", True),
        ("axis int32 = 1\ng[4, 1] = Neg(x)\nm[4, 1] = Sum(g, axis)\nk[4, 1] = Neg(m)\ny[4, 1] = AddV2(g, k)", True),
        (
            ("axis int32 = 1\ng[4, 1] = Neg(x)\nm[4, 1] = Mean(g, axis)\np[4, 1] = Mul(g, w)\nq[4, 1] = Mul(m, w)\n"
            "y[4, 1] = Sub(p, q)"),
            True,
        ),
        ("g = Relu(x)\nk = Identity(g)\ny = Sub(k, g)", False),
    ],
)  # fmt: skip
def test_a_normalisation_is_told_from_other_terms_that_cancel(lines: str, told: bool) -> None:
    cancelling = facts(lines)[0].cancelling
    assert {cancelling.normalises(edge) for edge in cancelling.edges} == {told}
