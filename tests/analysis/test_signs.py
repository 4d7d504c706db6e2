"""Rectifiers of what is never positive."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.signs import silent
from tests.graphs import build

STEP = """
    x[2] = Placeholder()
    p[2] = Relu(x)
    less[2] = -2.0, -1.0
"""


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("n[2] = Neg(p)\n    r[2] = Relu(n)", True),
        ("s[2] = Sigmoid(x)\n    t[2] = AddV2(s, p)\n    n[2] = Neg(t)\n    r[2] = Relu6(n)", True),
        ("n[2] = Neg(x)\n    r[2] = Relu(n)", False),
        ("r[2] = Relu(p)", False),
        ("n[2] = Neg(p)\n    m[2] = AddV2(n, x)\n    r[2] = Relu(m)", False),
        ("n[2] = Neg(p)\n    m[2] = AddV2(n, p)\n    r[2] = Relu(m)", False),
        ("n[2] = Sub(x, p)\n    r[2] = Relu(n)", False),
        ("n[2] = Neg(p)\n    r[2] = Tanh(n)", False),
        ("r[2] = Relu(less)", False),
        ("m[2] = Neg(p)\n    n[2] = RealDiv(p, m)\n    r[2] = Relu(n)", True),
        ("n[2] = Mul(p, p)\n    m[2] = Neg(n)\n    r[2] = Relu(m)", True),
        ("n[2] = Neg(p)\n    m[2] = Mul(n, n)\n    r[2] = Relu(m)", False),
        ("n[2] = RealDiv(p, less)\n    r[2] = Relu(n)", False),
        ("m[2] = Neg(p)\n    n[4] = ConcatV2(m, m)\n    r[4] = Relu(n)", True),
        ("m[2] = Neg(p)\n    n[4] = ConcatV2(m, p)\n    r[4] = Relu(n)", False),
        ("i[] int32 = Placeholder()\n    m[2] = Neg(p)\n    n[2] = Mean(m, i)\n    r[2] = Relu(n)", True),
        ("m[2] = Neg(p)\n    n[2] = AddN(m)\n    r[2] = Relu(n)", True),
        ("m[2] = Neg(p)\n    n[2] = Mul(m)\n    r[2] = Relu(n)", False),
        # what is not known is not known with the other sign either
        ("n[2] = Neg(p)\n    m[2] = AddV2(n, p)\n    k[2] = Neg(m)\n    r[2] = Relu(k)", False),
        ("m[2] = Mul(p)\n    k[2] = Neg(m)\n    r[2] = Relu(k)", False),
        ("n[2] = Neg(x)\n    k[2] = Neg(n)\n    r[2] = Relu(k)", False),
    ],
)
def test_what_lets_nothing_through(lines: str, found: bool) -> None:
    built = build(f"{STEP}{lines}")
    assert (built.ops["r"] in silent(built.step)) is found


def test_a_function_hands_the_sign_on() -> None:
    through = """
def f(a):
    b[2] = Neg(a)
    return b
y[2] = PartitionedCall(p) of=f
r[2] = Relu(y)
"""
    built = build(STEP.replace("    ", "") + through)
    assert built.ops["r"] in silent(built.step)


def test_what_a_loop_carries_may_become_anything() -> None:
    through = """
def f(a):
    b[2] = Neg(a)
    return b
y[2] = While(p) of=f turns=3
n[2] = Neg(y)
r[2] = Relu(n)
s[2] = Relu(y)
"""
    built = build(STEP.replace("    ", "") + through)
    assert not {built.ops["r"], built.ops["s"]} & silent(built.step)


def test_a_long_way_is_given_up() -> None:
    lines = ["n0[2] = Neg(p)", *(f"n{i + 1}[2] = Identity(n{i})" for i in range(40)), "r[2] = Relu(n40)"]
    near = ["n0[2] = Neg(p)", *(f"n{i + 1}[2] = Identity(n{i})" for i in range(20)), "r[2] = Relu(n20)"]
    assert not silent(build(STEP + "\n".join(f"    {line}" for line in lines)).step)
    assert silent(build(STEP + "\n".join(f"    {line}" for line in near)).step)
