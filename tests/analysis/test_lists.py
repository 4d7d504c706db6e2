"""Which items of a list of tensors are read."""

from __future__ import annotations

import textwrap

import pytest

from graphdoctor.analysis.lists import items_read
from graphdoctor.analysis.views import Views
from tests.graphs import build

MADE = """
    a[2]: var
    b[2]: var
    zero = 0
    one = 1
    two = 2
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
        (
            "m[2] = TensorListGetItem(l, one)\n    k[2] = TensorListGetItem(l, zero)\n    loss[2] = Add(m, k)",
            [0, 1],
        ),
        # all of them
        (
            (
                "m[2] = TensorListGetItem(l, one)\n    k[2] = TensorListGetItem(l, zero)\n"
                "    j[2] = TensorListGetItem(l, two)\n    loss[2] = AddN(m, k, j)"
            ),
            None,
        ),
        # one that is read before another one is not all of them
        (
            (
                "k[] variant = Identity(l)\n    m[2] = TensorListGetItem(l, zero)\n"
                "    j[2] = TensorListGetItem(k, two)\n    loss[2] = Add(m, j)"
            ),
            [0, 2],
        ),
        # the list is not the first that the op reads
        ("loss[2] = TensorListGetItem(one, l)", None),
    ],
)
def test_the_items_that_are_read(lines: str, rows: list[int] | None) -> None:
    built = build(f"{MADE}{lines}\n    grad loss -> a, b")
    found = items_read(Views(built.step), built.ops["l"], range(len(built.step)))
    if rows is None:
        assert found is None
    else:
        assert found is not None
        assert [n for n, row in enumerate(found) if row.any()] == rows


def test_what_the_walk_does_not_reach_reads_nothing() -> None:
    built = build(f"{MADE}x[2] = TensorListGetItem(l, one)\n    loss[2] = Neg(a)\n    grad loss -> a, b")
    found = items_read(Views(built.step), built.ops["l"], [built.ops["loss"]])
    assert found is not None
    assert not found.any()


def test_a_list_of_a_tensor_of_unknown_length_is_read_as_a_whole() -> None:
    for shape, known in (("?, 2", False), ("3, ?", True)):
        made = MADE.replace("s[3, 2]", f"s[{shape}]")
        built = build(f"{made}loss[2] = TensorListGetItem(l, one)\n    grad loss -> a, b")
        assert (items_read(Views(built.step), built.ops["l"], range(len(built.step))) is not None) is known


def test_items_are_read_within_functions_too() -> None:
    lines = f"""{MADE}
    def f(list, at):
        item[2] = TensorListGetItem(list, at)
        return item
    loss[2] = PartitionedCall(l, one) of=f
    grad loss -> a, b"""
    built = build(textwrap.dedent(lines))
    found = items_read(Views(built.step), built.ops["l"], range(len(built.step)))
    assert found is not None
    assert [n for n, row in enumerate(found) if row.any()] == [1]
