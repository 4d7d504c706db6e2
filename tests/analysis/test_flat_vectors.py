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
