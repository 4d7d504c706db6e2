"""Gradients that are put together and cut apart again: whose elements come to which variable."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.applied import Applications
from graphdoctor.analysis.flat_vectors import FlatVectors
from tests.graphs import Built, build

STEP = """
    a[2]: var
    b[2]: var
    c[1]: var
    sum[2, 2]: var frozen
    rate[] = Placeholder()
    loss = AddN(a, b, c)
    grad loss -> a, b, c
    s[2, 2] = Pack(da, db) axis=0
"""


def gets(text: str, variable: str) -> set[str] | None:
    """The variables of whose gradients elements come to one; None where nothing is cut, or it is not known."""
    built: Built = build(STEP + text)
    found = FlatVectors(Applications(built.step)).gets(built.variables[variable])
    if found is None:
        return None
    request = built.step.requests[0]
    of = dict(zip(request.results, "abc", strict=True))
    return {of[answer] for answer in found[1]}


@pytest.mark.parametrize(
    ("lines", "comes"),
    [
        ("l[2] = Last(s)\n    AssignSubVariableOp(&b, l)", {"b"}),
        ("l[2] = First(s)\n    AssignSubVariableOp(&b, l)", {"a"}),
        ("t[2, 2] = Tanh(s)\n    l[2] = First(t)\n    AssignSubVariableOp(&b, l)", {"a"}),
        ("f[4] = Flat(s)\n    l[2] = FirstHalf(f)\n    AssignSubVariableOp(&b, l)", {"a"}),
        ("l[2] = First(s)\n    m[2] = Mul(l, rate)\n    AssignSubVariableOp(&b, m)", {"a"}),
        # whatever else is written to it counts as well
        ("l[2] = First(s)\n    AssignSubVariableOp(&b, l)\n    AssignSubVariableOp(&b, db)", {"a", "b"}),
        # an op that mixes elements reads all of them
        ("t[2, 2] = MatMul(s, s)\n    l[2] = First(t)\n    AssignSubVariableOp(&b, l)", {"a", "b"}),
        # nothing is cut
        ("AssignSubVariableOp(&b, da)", None),
        ("l[2, 2] = Tanh(s)\n    AssignSubVariableOp(&sum, l)", None),
    ],
)
def test_what_a_slice_holds(lines: str, comes: set[str] | None) -> None:
    assert gets(lines, "sum" if "&sum" in lines else "b") == comes


def test_one_number_for_all_is_in_every_gradient_and_says_nothing() -> None:
    normed = (
        "n[1] = L2Loss(s)\n    d[2, 2] = RealDiv(s, n)\n    l[2] = First(d)\n    AssignSubVariableOp(&b, l)"
    )
    assert gets(normed, "b") == {"a"}


def test_one_number_that_is_put_into_one_place_is_an_element() -> None:
    put = "u[2, 2] = TensorScatterUpdate(s, rate, dc)\n    l[2] = First(u)\n    AssignSubVariableOp(&b, l)"
    built = build(STEP.replace("rate[]", "rate[] int32") + put)
    found = FlatVectors(Applications(built.step)).gets(built.variables["b"])
    assert found is not None
    assert built.step.requests[0].results[2] in found[1]


def test_what_a_momentum_was_written_with_comes_to_who_reads_it() -> None:
    """In this turn or, where it is read first, in the one before."""
    after = "AssignAddVariableOp(&sum, s)\n    k[2, 2] = Neg(sum)\n    l[2] = First(k)\n    AssignSubVariableOp(&b, l)"
    before = "k[2, 2] = Neg(sum)\n    AssignAddVariableOp(&sum, s)\n    l[2] = First(k)\n    AssignSubVariableOp(&b, l)"
    assert gets(after, "b") == gets(before, "b")
    assert gets(after, "b") == {"a", "b"}  # `Neg` is not one of the ops whose moves are known here


def test_without_an_oracle_nothing_is_known() -> None:
    built = build(STEP + "l[2] = First(s)\n    AssignSubVariableOp(&b, l)")
    built.step.oracle = None
    assert FlatVectors(Applications(built.step)).gets(built.variables["b"]) is None


def test_the_verdict_on_a_variable_that_gets_a_slice_of_others() -> None:
    built = build(
        STEP + "l[2] = First(s)\n    AssignSubVariableOp(&a, l)\n    w = AssignSubVariableOp(&b, l)"
    )
    judged = built.judged()
    said = judged.by_loss[built.variables["b"]][0]
    assert (said.verdict, said.why, said.sliced, said.apply_op) == (
        "untrained", "misapplied", True, built.ops["w"],
    )  # fmt: skip
    assert judged.verdict[built.variables["a"]] == "connected"


@pytest.mark.parametrize(
    ("lines", "comes"),
    [
        # IdentityN hands each of its inputs on by itself
        ("p[2], q[2] = IdentityN(da, db)\nr[2, 2] = Pack(p, da) axis=0\nl[2] = First(r)\nAssignSub(&b, l)", {"a"}),
        ("p[2], q[2] = IdentityN(da, db)\nr[2, 2] = Pack(q, da) axis=0\nl[2] = First(r)\nAssignSub(&b, l)", {"b"}),
        # two slices of one vector
        ("l[2] = First(s)\nm[2] = Last(s)\nk[2] = AddN(l, m)\nAssignSubVariableOp(&b, k)", {"a", "b"}),
        ("l[2] = First(s)\nm[2] = First(s)\nk[2] = AddN(l, m)\nAssignSubVariableOp(&b, k)", {"a"}),
        # an op without a gradient says nothing of elements
        ("l[2, 2] = Round(s)\nm[2] = First(l)\nAssignSubVariableOp(&b, m)", {"a", "b"}),
        # only the size of the others is looked at
        ("l[2] = First(s)\nn[1] int32 = Shape(db)\nm[2] = Reshape(l, n)\nAssignSubVariableOp(&b, m)", {"a"}),
        # its own old value, and that of another variable, are no gradients
        ("l[2] = First(s)\no[2] = Sub(b, l)\nt[2] = AddN(o, a)\nAssignVariableOp(&b, t)", {"a"}),
        # a number for all: of an op, and of the one that writes
        ("n[] = Max(s)\nl[2] = First(s)\nResourceApplyGradientDescent(&b, n, l)", {"a"}),
        ("l[2] = First(s)\nResourceApplyGradientDescent(&b, l, da)", {"a"}),
    ],
)  # fmt: skip
def test_what_comes_with_a_slice(lines: str, comes: set[str]) -> None:
    assert gets("\n    ".join(lines.split("\n")), "b") == comes


def test_a_number_is_all_that_a_variable_of_one_number_gets() -> None:
    cut = "l[2] = First(s)\n    n[1] = Max(l)\n    ResourceApplyGradientDescent(&c, rate, n)"
    assert gets(cut, "c") == {"a"}


CALLED = """
a[2]: var
b[2]: var
loss = AddN(a, b)
grad loss -> a, b
def apply(first, second):
    s[2, 2] = Pack(first, second) axis=0
    l[2] = {pick}(s)
    return l
l[2] = PartitionedCall(da, db) of=apply
AssignSubVariableOp(&b, l)
"""


@pytest.mark.parametrize(("pick", "position"), [("First", 0), ("Last", 1)])
def test_slices_within_a_function(pick: str, position: int) -> None:
    built = build(CALLED.replace("{pick}", pick))
    found = FlatVectors(Applications(built.step)).gets(built.variables["b"])
    assert found is not None
    assert found[1] == {built.step.requests[0].results[position]}


def test_what_a_loop_makes_of_gradients_is_not_known() -> None:
    looped = """
a[2]: var
b[2]: var
loss = AddN(a, b)
grad loss -> a, b
def turn(kept):
    s[2, 2] = Pack(kept, kept) axis=0
    l[2] = First(s)
    return l
l[2] = While(da) of=turn turns=3
AssignSubVariableOp(&b, l)
"""
    built = build(looped)
    assert FlatVectors(Applications(built.step)).gets(built.variables["b"]) is None
