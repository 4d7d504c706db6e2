"""Which variable a gradient changes in the end."""

from __future__ import annotations

from graphdoctor.analysis.applied import Applications
from tests.graphs import Built, build

STEP = """
    a[3]: var
    b[3]: var
    c[2]: var
    sum[3]: var frozen
    rate[] = Placeholder()
    loss = AddN(a, b, c)
    grad loss -> a, b, c
"""


def followed(text: str, position: int = 0) -> tuple[set[str], set[str]]:
    """The variables that the gradient changes with its shape kept, and those that it changes in whatever way."""
    built = build(STEP + text)
    applications, request = Applications(built.step), built.step.requests[0]
    found = applications.follow_anyhow(request, position, applications.follow(request, position))
    return built.named(found.kept), built.named(found.any)


def test_a_gradient_is_applied_through_clipping_and_scaling() -> None:
    clipped = (
        "s[3] = Mul(da, rate)\nk[3] = ClipByValue(s, rate, rate)\nResourceApplyGradientDescent(&a, rate, k)"
    )
    assert followed(clipped) == ({"a"}, {"a"})


def test_a_gradient_that_nobody_applies() -> None:
    assert followed("s[3] = Mul(da, rate)\nAssignSubVariableOp(&b, db)") == (set(), set())


def test_gradients_that_were_swapped() -> None:
    swapped = "AssignSubVariableOp(&a, db)\nAssignSubVariableOp(&b, da)"
    assert followed(swapped, 0)[0] == {"b"}
    assert followed(swapped, 1)[0] == {"a"}


def test_the_op_that_writes_is_told() -> None:
    built = build(f"{STEP}\ns[3] = Neg(da)\nw = AssignAdd(&a, s)")
    request = built.step.requests[0]
    assert Applications(built.step).follow(request, 0).kept == {built.variables["a"]: built.ops["w"]}


def test_a_gradient_summed_up_in_a_variable_goes_on_to_who_reads_it() -> None:
    summed = "AssignAddVariableOp(&sum, da)\nr[3] = Neg(sum)\nAssignSubVariableOp(&b, r)"
    assert followed(summed)[0] == {"sum", "b"}


def test_an_op_that_writes_may_hand_the_new_value_on_itself() -> None:
    summed = "r[3] = AssignAdd(&sum, da)\nAssignSubVariableOp(&b, r)"
    assert followed(summed)[0] == {"sum", "b"}


def test_it_does_not_go_on_through_a_variable_that_trains() -> None:
    chained = "AssignSubVariableOp(&a, da)\nr[3] = Neg(a)\nAssignSubVariableOp(&b, r)"
    assert followed(chained)[0] == {"a"}


def test_a_norm_makes_all_depend_on_all_but_only_the_own_gradient_keeps_its_shape() -> None:
    normed = """
    norm[] = L2Loss(da)
    k[2] = Div(dc, norm)
    AssignSubVariableOp(&c, k)
    """
    assert followed(normed, 0) == (set(), {"c"})
    assert followed(normed, 2) == ({"c"}, {"c"})


def test_unknown_sizes_may_be_the_right_ones() -> None:
    assert followed("k[?] = Neg(da)\nAssignSubVariableOp(&a, k)")[0] == {"a"}
    assert followed("k[?, 3] = Neg(da)\nAssignSubVariableOp(&a, k)")[0] == set()


def test_identity_n_does_not_mix_the_gradients_that_it_hands_on() -> None:
    handed = "p[3], q[3] = IdentityN(da, db)\nAssignSubVariableOp(&a, p)\nAssignSubVariableOp(&b, q)"
    assert followed(handed, 0)[0] == {"a"}
    assert followed(handed, 1)[0] == {"b"}


def test_a_gradient_is_applied_within_a_function_or_a_branch() -> None:
    inside = """
    ok bool = Placeholder()
    def f(handle, g):
        AssignSubVariableOp(&handle, g)
        return g
    def nothing(handle, g):
        return g
    y[3] = If(ok, &a, da) of=f,nothing
    """
    assert followed(inside)[0] == {"a"}


def test_reading_a_variable_next_to_a_gradient_is_no_writing() -> None:
    built: Built = build(f"{STEP}\nk = Mul(da, b)")
    applications = Applications(built.step)
    assert applications.written(built.ops["k"], 0) is None
    assert applications.written(built.ops["b/read"], 0) is None
    assert applications.follow(built.step.requests[0], 0).kept == {}


def test_the_variable_behind_a_handle_that_was_handed_on() -> None:
    built = build("""
        w: var
        x = Placeholder()
        same resource = Identity(&w)
        def f(handle, u):
            return u
        y = PartitionedCall(same, x) of=f
    """)
    behind = Applications(built.step).variable_behind
    assert [behind(built.ops[name]) for name in ("f::handle", "x", "y")] == [built.variables["w"], None, None]


def test_an_op_that_no_session_runs_applies_nothing() -> None:
    built = build(f"{STEP} AssignSubVariableOp(&a, da)")
    request = built.step.requests[0]
    request.unrun = frozenset({0})
    applications = Applications(built.step)
    found = applications.follow_anyhow(request, 0, applications.follow(request, 0))
    assert not found.kept
    assert not found.any
