"""Elements of the items that a loop writes to a list: what is not read of the stacked list is asked of no turn."""

from __future__ import annotations

from string import Template

import pytest

from tests.graphs import build

LOOP = Template("""
def turn(i, items, w, u):
    one = 1
    next int32 = Add(i, one)
    left[2] = Tanh(w)
    right[2] = Tanh(u)
    item[2, 2] = Pack(left, right) axis=0
    written variant = $write($items, i, item)
    handed variant = Identity(written)
    $inside
    return next, $back, w, u
w[2]: var
u[2]: var
zero = 0
reserved variant = TensorListReserve(zero)
n int32, list variant, a resource, b resource = While(zero, reserved, &w, &u) of=turn turns=3
stacked[3, 2, 2] = $read(list)
turned[2, 2, 3] = Turned(stacked)
rows[2, 3] = $pick(turned)
loss = Add($loss)
grad loss -> w, u
""")
USUAL = {
    "write": "TensorListSetItem", "items": "items", "inside": "", "back": "handed", "read": "TensorListStack",
    "pick": "FirstOfEach", "loss": "rows, rows",
}  # fmt: skip


def said(**other: str) -> dict[str, str]:
    built = build(LOOP.substitute({**USUAL, **other}))
    judged = built.judged()
    return {name: judged.verdict[index] for name, index in built.variables.items()}


def test_the_part_of_each_item_that_is_not_read_gets_zeros() -> None:
    assert said() == {"w": "connected", "u": "zero"}
    assert said(pick="LastOfEach") == {"w": "zero", "u": "connected"}
    assert said(back="written") == {"w": "connected", "u": "zero"}


@pytest.mark.parametrize(
    "other",
    [
        {"loss": "rows, stacked"},
        {"read": "Other"},
        {"write": "Other"},
        {"inside": "seen[2, 2] = TensorListGetItem(items, i)", "items": "items"},
        {"inside": "other variant = Other(items)"},
    ],
)
def test_an_item_that_may_be_read_otherwise_is_asked_for_whole(other: dict[str, str]) -> None:
    assert said(**other) == {"w": "connected", "u": "connected"}
