"""Which items of a list of tensors are read."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.lists import items_read
from tests.graphs import build

MADE = """
    a[2]: var
    b[2]: var
    one = 1
    n[] int32 = Placeholder()
    s[3, 2] = Pack(a, b, a) axis=0
    l[] variant = TensorListFromTensor(s)
"""


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ("loss[2] = TensorListGetItem(l, one)", [1]),
        ("k[] variant = Identity(l)\n    loss[2] = TensorListGetItem(k, one)", [1]),
        ("loss[2] = TensorListGetItem(l, n)", None),  # an index that is not known
        ("m[] variant = TensorListSetItem(l, one, a)\n    loss[2] = TensorListGetItem(m, one)", None),
        ("loss[3, 2] = TensorListStack(l, n)", None),
    ],
)
def test_the_items_that_are_read(lines: str, rows: list[int] | None) -> None:
    built = build(f"{MADE}{lines}\n    grad loss -> a, b")
    found = items_read(built.step, built.ops["l"], range(len(built.step)))
    if rows is None:
        assert found is None
    else:
        assert found is not None
        assert [n for n, row in enumerate(found) if row.any()] == rows


def test_what_the_walk_does_not_reach_reads_nothing() -> None:
    built = build(f"{MADE}x[2] = TensorListGetItem(l, one)\n    loss[2] = Neg(a)\n    grad loss -> a, b")
    found = items_read(built.step, built.ops["l"], [built.ops["loss"]])
    assert found is not None
    assert not found.any()
