"""Which elements of a tensor a loss asks back for, on ops whose moves are known (see `tests.graphs.MOVES`)."""

from __future__ import annotations

import numpy as np
import pytest

from graphdoctor.analysis.cuts import CutFinder
from graphdoctor.analysis.demand import fitting
from tests.graphs import build

TWO = """
    a[2]: var
    b[2]: var
    s[2, 2] = Pack(a, b) axis=0
"""


def cause(lines: str, variable: str) -> tuple[str, str] | None:
    """The kind and the op of what cuts a variable off; None for one that trains."""
    built = build(f"{TWO}{lines}\n    grad loss -> a, b")
    judged = built.judged()
    if judged.verdict[built.variables[variable]] == "connected":
        return None
    assert judged.verdict[built.variables[variable]] == "zero"
    (found,) = CutFinder(judged).find(built.variables[variable])
    assert found.op is not None
    return found.kind, built.step.op_id(found.op)


@pytest.mark.parametrize(
    ("lines", "missed", "read"),
    [
        ("loss[2] = First(s)", "b", "a"),
        ("loss[2] = Last(s)", "a", "b"),
        ("t[2, 2] = Tanh(s)\n    loss[2] = Last(t)", "a", "b"),
        ("f[4] = Flat(s)\n    loss[2] = FirstHalf(f)", "b", "a"),
        ("n[2, 2, 2] = Pack(s, s) axis=1\n    m[2, 2] = Last(n)\n    loss[2] = Last(m)", "a", "b"),
        ("l[2] = Last(s)\n    loss[2] = Add(l, b)", "a", "b"),
    ],
)
def test_what_is_not_among_the_elements_that_are_read_is_zero(lines: str, missed: str, read: str) -> None:
    kind, op = cause(lines, missed) or ("", "")
    assert kind == "pick"
    assert op in {line.split("[")[0].strip() for line in lines.splitlines()}
    assert cause(lines, read) is None


@pytest.mark.parametrize(
    "lines",
    [
        "f[2] = First(s)\n    l[2] = Last(s)\n    loss[2] = Add(f, l)",
        "f[2] = First(s)\n    loss[2] = MatMul(f, s)",
        "t[2, 2] = Turned(s)\n    loss[2] = First(t)",
        "m[2, 2] = MatMul(s, s)\n    loss[2] = First(m)",
        "f[2] = First(s)\n    p[2] = Relu(a)\n    loss[2] = Add(f, b)",
    ],
)
def test_elements_that_are_read_by_anybody_count(lines: str) -> None:
    assert cause(lines, "a") is None
    assert cause(lines, "b") is None


def test_a_tensor_that_is_a_loss_by_itself_counts_as_a_whole() -> None:
    assert cause("f[2] = First(s)\n    loss[2] = Add(f, a)\n    grad s -> a, b", "b") is None


def test_the_blame_is_where_the_elements_are_lost_not_where_they_are_moved() -> None:
    assert cause("t[2, 2] = Tanh(s)\n    f[4] = Flat(t)\n    loss[2] = FirstHalf(f)", "b") == ("pick", "loss")
    assert cause("h[1, 2] = FirstHalf(s)\n    f[2] = Flat(h)\n    loss[2] = Tanh(f)", "b") == ("pick", "h")


def test_what_a_function_returns_is_asked_for_through_its_call() -> None:
    built = build("""
        a[2]: var
        b[2]: var
        def both(a, b):
            s[2, 2] = Pack(a, b) axis=0
            return s
        s[2, 2] = PartitionedCall(a, b) of=both
        loss[2] = Last(s)
        grad loss -> a, b
    """)
    assert built.reached() == ({"b"}, {"a", "b"})


@pytest.mark.parametrize(("tape", "answered"), [("tape", {"b"}), ("", {"a", "b"})])
def test_a_loop_is_asked_until_nothing_changes_and_not_at_all_before_the_tape(
    tape: str, answered: set[str]
) -> None:
    built = build(f"""
        a[2]: var
        b[2]: var
        def turn(s):
            t[2] = Tanh(s)
            u[2] = Add(t, s)
            return u
        w[2] = While(a) of=turn
        {tape}
        s[2, 2] = Pack(w, b) axis=0
        loss[2] = Last(s)
        grad loss -> a, b
    """)
    assert built.reached() == ({"b"}, answered)


def test_an_axis_of_unknown_size_has_one_entry_in_a_mask() -> None:
    mask = np.array([[True, False], [False, False], [False, False]])
    assert fitting(mask, (None, 2)).tolist() == [[True, False]]  # type: ignore[union-attr]
    assert fitting(mask, (3, 2)) is mask
    assert fitting(np.array([[True], [False]]), (None, 1)) is None
    assert fitting(mask, None) is None
    assert not fitting(mask & False, None).any()  # type: ignore[union-attr]
