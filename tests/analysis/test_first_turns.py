"""Loops of which the losses read the first item only."""

from __future__ import annotations

from string import Template

import pytest

from tests.graphs import Built, build

LOOP = Template("""
def turn(i, items, h, c, w, u):
    nothing = 0
    one = 1
    less = -1
    next int32 = AddV2(i, $stride)
    product[2, 2] = MatMul(h, u)
    new[2, 2] = Add(w, product)
    moved[2, 2] = Tanh(c)
    written variant = $write($items, $index, new)
    return next, written, new, moved, w, u
w[2, 2]: var
u[2, 2]: var
k[2, 2]: var
zero = 0
one = 1
two = 2
zeros = [[0.0, 0.0], [0.0, 0.0]]
ones = [[1.0, 1.0], [1.0, 1.0]]
reserved variant = TensorListReserve(zero)
c[2, 2] = Tanh(k)
n int32, list variant, last[2, 2], side[2, 2], a resource, b resource = While($start, reserved, $state, c, &w, &u) of=turn $turns
stacked[3, 2, 2] = $read(list)
picked[2, 2] = $pick(stacked)
loss = Add($loss)
grad loss -> w, u, k
$more
""")  # noqa: E501
USUAL = {
    "stride": "one", "write": "TensorListSetItem", "items": "items", "index": "i", "start": "zero", "state": "zeros",
    "turns": "turns=3", "read": "TensorListStack", "pick": "First", "loss": "picked, picked", "more": "",
}  # fmt: skip


def loop(**other: str) -> Built:
    """A recurrence `h = w + h u` that writes each state to a list, as Keras' layers do."""
    return build(LOOP.substitute({**USUAL, **other}))


def said(built: Built) -> dict[str, str]:
    judged = built.judged()
    return {name: judged.verdict[index] for name, index in built.variables.items()}


def test_what_meets_the_first_state_only_gets_zeros() -> None:
    built = loop()
    assert said(built) == {"w": "connected", "u": "zero", "k": "zero"}
    judged = built.judged()
    assert [judged.step.names[pick] for pick in judged.turned_once.values()] == ["picked"]


def test_a_loop_that_counts_down_writes_the_last_item_first() -> None:
    assert said(loop(start="two", stride="less", pick="Last"))["u"] == "zero"
    assert said(loop(start="one", pick="Second"))["u"] == "zero"
    assert said(loop(start="two", stride="less", pick="Second"))["u"] == "connected"


@pytest.mark.parametrize(
    "other",
    [
        {"pick": "Last"}, {"pick": "Second"},
        {"loss": "picked, stacked"}, {"loss": "picked, last"}, {"turns": ""}, {"stride": "nothing"},
        {"stride": "less", "start": "two"}, {"start": "one"}, {"index": "nothing"}, {"index": "next"},
        {"state": "ones"},
        {"write": "Other"}, {"read": "Other"},
        {"more": "other = Square(stacked)\ngrad other -> w, u, k"},
    ],
)  # fmt: skip
def test_nothing_is_said_where_more_than_the_first_item_may_count(other: dict[str, str]) -> None:
    assert said(loop(**other))["u"] == "connected"


def test_a_loss_that_reads_nothing_of_the_loop_changes_nothing() -> None:
    assert said(loop(more="other = Square(c)\ngrad other -> k")) == {
        "w": "connected",
        "u": "zero",
        "k": "connected",
    }


def test_what_later_turns_alone_would_use_gets_zeros_as_well() -> None:
    assert said(loop(state="ones")) == {"w": "connected", "u": "connected", "k": "zero"}
