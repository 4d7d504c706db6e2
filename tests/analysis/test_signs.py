"""Rectifiers of what is never positive."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.signs import silent
from tests.graphs import build

STEP = """
    x[2] = Placeholder()
    p[2] = Relu(x)
    less[2] = -2.0, -1.0
    mixed[2] = -2.0, 1.0
"""


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("n[2] = Neg(p)\n    r[2] = Relu(n)", True),
        ("n[2] = Mul(p, less)\n    r[2] = Relu(n)", True),
        ("s[2] = Sigmoid(x)\n    t[2] = AddV2(s, p)\n    n[2] = Neg(t)\n    r[2] = Relu6(n)", True),
        ("n[2] = Neg(p)\n    m[2] = Mul(n, less)\n    k[2] = Neg(m)\n    r[2] = Relu(k)", True),
        ("n[2] = Neg(x)\n    r[2] = Relu(n)", False),
        ("r[2] = Relu(p)", False),
        ("n[2] = Mul(p, mixed)\n    r[2] = Relu(n)", False),
        ("n[2] = Neg(p)\n    m[2] = AddV2(n, x)\n    r[2] = Relu(m)", False),
        ("n[2] = Neg(p)\n    m[2] = AddV2(n, p)\n    r[2] = Relu(m)", False),
        ("n[2] = Sub(x, p)\n    r[2] = Relu(n)", False),
        ("n[2] = Neg(p)\n    r[2] = Tanh(n)", False),
    ],
)
def test_what_lets_nothing_through(lines: str, found: bool) -> None:
    built = build(f"{STEP}{lines}")
    assert (built.ops["r"] in silent(built.step)) is found
