"""Halves of complex numbers that no loss asks for."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.verdicts import judge
from tests.graphs import build

STEP = """
    a: var
    b: var
    x = Placeholder()
    c complex64 = Complex(a, b)
"""


def verdicts(text: str) -> list[str]:
    built = build(STEP + text)
    judged = judge(built.step)
    return [judged.verdict[built.variables[name]] for name in "ab"]


@pytest.mark.parametrize(
    "way",
    [
        "y = Real(c)",
        "k complex64 = Cast(x)\np complex64 = MatMul(k, c)\ny = Real(p)",
        "k complex64 = Cast(x)\nm complex64 = Neg(k)\np complex64 = Mul(c, m)\ny = Real(p)",
        "z = 0.0\nk complex64 = Complex(x, z)\np complex64 = Einsum(k, c)\ny = Real(p)",
        "r complex64 = Transpose(c)\ns complex64 = AddV2(r, c)\ny = Cast(s)",
        "s int32 = Shape(c)\nr complex64 = Reshape(c, s)\ny = Real(r)",
    ],
)
def test_of_the_real_part_alone_no_gradient_comes_to_the_other(way: str) -> None:
    assert verdicts(f"{way}\nloss = Sum(y)\ngrad loss -> a, b") == ["connected", "zero"]


def test_nor_the_other_way_round() -> None:
    assert verdicts("n complex64 = Neg(c)\ny = Imag(n)\nloss = Sum(y)\ngrad loss -> a, b") == [
        "zero",
        "connected",
    ]


@pytest.mark.parametrize(
    "way",
    [
        "y = ComplexAbs(c)",
        "p complex64 = Mul(c, c)\ny = Real(p)",
        "k complex64 = Complex(x, x)\np complex64 = MatMul(k, c)\ny = Real(p)",
        "k complex64 = Cast(x)\ni complex64 = FFT(k)\np complex64 = Mul(i, c)\ny = Real(p)",
        "i complex64 = FFT(c)\ny = Real(i)",
        "r = Real(c)\ni = Imag(c)\ny = AddN(r, i)",
    ],
)
def test_where_the_halves_mix_both_learn(way: str) -> None:
    assert verdicts(f"{way}\nloss = Sum(y)\ngrad loss -> a, b") == ["connected", "connected"]


def test_a_complex_loss_asks_for_whatever_it_is_given() -> None:
    assert verdicts("y = Real(c)\nn complex64 = Neg(c)\ngrad y, n -> a, b") == ["connected", "connected"]
