"""Where and how the way from a variable to the loss is cut."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.cuts import CutFinder
from tests.graphs import Built, build

Place = tuple[str, str | None]


def places(built: Built, variable: str) -> list[Place]:
    """The kind of each cut, and the name of the op that cuts."""
    cuts = CutFinder(built.judged()).find(built.variables[variable])
    return [(cut.kind, None if cut.op is None else built.step.op_id(cut.op)) for cut in cuts]


def cut(lines: str) -> list[Place]:
    """The cuts of `w` in a step whose loss is the sum of `y` and of a variable that trains."""
    return places(
        build(f"""
            w: var
            v: var
            h = Relu(w)
            {lines}
            loss = Add(y, v)
            grad loss -> w, v
        """),
        "w",
    )


# -- the kinds of cut --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("y = StopGradient(h)", ("stop", "y")),
        ("i int32 = Cast(h)\ny = Cast(i)", ("cast", "i")),
        ("i int32 = ArgMax(h)\ny = Cast(i)", ("op", "i")),
        ("y = Round(h)", ("op", "y")),
        ("y = PyFunc(h)", ("python-op", "y")),
        ("y, same = IdentityN(h, h) ! none none", ("custom", "y")),
        ("y = PyFuncStateless(h) ! none", ("python-op", "y")),
        ("y = Identity(h) ! none", ("custom", "y")),
        ("y = Sign(h)", ("zero", "y")),
        ("z = 0.0\nm = Mul(h, z)\ny = StopGradient(m)", ("stop", "y")),
        ("y = Strange(h) ! unknown", ("unknown", "y")),
        ("g[4, 1] = Neg(h)\ny = Softmax(g)", ("softmax", "y")),
        ("y = Sub(h, h)", ("zero", "y")),
        ("z = 0.0\ny = Mul(h, z)", ("zero", "y")),
        ("z = 0.0\ny = MatMul(z, h)", ("zero-state", "y")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_op_that_cuts(lines: str, found: Place) -> None:
    assert set(cut(lines)) == {found}


def test_a_cut_names_the_input_that_is_cut_and_what_feeds_it() -> None:
    built = build("w: var\nx = Placeholder()\ny = Strange(x, w) ! live none\nloss = Sum(y)\ngrad loss -> w")
    (found,) = CutFinder(built.judged()).find(built.variables["w"])
    assert (found.kind, found.position, found.source) == ("op", 1, built.ops["w/read"])


def test_a_cast_between_float_types_is_no_cut() -> None:
    assert cut("k float16 = Cast(h)\nf = Cast(k)\ny = StopGradient(f)") == [("stop", "y")]


def test_the_index_of_a_lookup_is_cut_where_it_became_an_integer() -> None:
    assert cut("i int32 = ArgMax(h)\ny = GatherV2(v, i, i)") == [("op", "i")]


def test_a_pick_of_another_part() -> None:
    lines = """
            g[2] = Neg(h)
            x[2] = Placeholder()
            p[2, 2] = Pack(g, x) axis=0
            parts[2], y[2] = Unpack(p) axis=0
    """
    assert cut(lines) == [("pick", "parts")]


def test_of_two_losses_the_one_that_asks_is_told() -> None:
    built = build("""
        w: var
        v: var
        tape
        h = Relu(w)
        one = StopGradient(h)
        a = AddN(one, v)
        end
        grad a -> v
        tape
        k = Round(h)
        b = AddN(k, v)
        end
        grad b -> w, v
    """)
    assert places(built, "w") == [("outside", "w/read")]


def test_what_decides_about_a_branch_is_cut_where_it_became_a_truth() -> None:
    built = build("""
        w: var
        v: var
        p bool = Greater(w, v)
        def f(a):
            return a
        def g(a):
            n = Neg(a)
            return n
        h = Relu(v)
        y = If(p, h) of=f,g
        loss = Sum(y)
        grad loss -> w, v
    """)
    assert places(built, "w") == [("op", "p")]


# -- the tape ----------------------------------------------------------------------------------------------------------

TAPED = """
    w: var
    v: var
    early = Relu(w)
    tape
    h = Relu(early)
    loss = AddN(h, v)
    end
    grad loss -> w, v
"""


def test_what_ran_before_the_tape() -> None:
    assert places(build(TAPED), "w") == [("outside", "w/read")]


def test_what_ran_while_recording_was_stopped() -> None:
    text = TAPED.replace("    early =", "    tape\n    stop\n    early =").replace(
        "    tape\n    h", "    resume\n    h"
    )
    assert places(build(text), "w") == [("stopped-tape", "w/read")]


def test_the_cut_belongs_to_the_loss_that_needs_the_op() -> None:
    built = build("""
        w: var
        v: var
        early = Relu(w)
        tape
        first = Relu(v)
        end
        grad first -> v
        tape
        second = Relu(early)
        end
        grad second -> w
    """)
    (found,) = CutFinder(built.judged()).find(built.variables["w"])
    assert (found.kind, found.request) == ("outside", 1)


# -- state that is assigned --------------------------------------------------------------------------------------------


def test_a_value_that_is_kept_in_a_variable() -> None:
    built = build("""
        w: var
        memory: var frozen
        h = Relu(w)
        AssignVariableOp(&memory, h)
        y = Neg(memory)
        loss = Sum(y)
        grad loss -> w
    """)
    assert places(built, "w") == [("state", "AssignVariableOp")]


def test_a_variable_that_starts_from_what_was_computed() -> None:
    built = build("w: var\nh = Relu(w)\ncopy: var from=h\nloss = Relu(copy)\ngrad loss -> w, copy")
    assert places(built, "w") == [("state", "h")]


def test_what_the_optimizer_writes_afterwards_is_no_state() -> None:
    built = build("""
        w: var
        v: var
        s = StopGradient(w)
        loss = Add(s, v)
        grad loss -> w, v
        step = Mul(dv, w)
        AssignSubVariableOp(&v, step)
    """)
    assert places(built, "w") == [("stop", "s")]


# -- several cuts ------------------------------------------------------------------------------------------------------


def test_two_ways_that_are_cut_apart_are_both_told_in_order_of_the_data() -> None:
    assert cut("a = StopGradient(h)\nb = Round(h)\ny = Add(a, b)") == [("stop", "a"), ("op", "b")]


def test_a_way_that_leads_to_no_loss_is_no_cut() -> None:
    assert cut("a = StopGradient(h)\nprinted int32 = Cast(h)\ny = Neg(a)") == [("stop", "a")]


def test_the_cut_that_all_ways_pass_is_to_blame() -> None:
    assert cut("a = Round(h)\nb = Neg(h)\nj = Add(a, b)\ny = StopGradient(j)") == [("stop", "y")]


def test_a_second_variable_meets_the_same_cut() -> None:
    built = build("""
        a: var
        b: var
        h = Add(a, b)
        s = StopGradient(h)
        loss = Sum(s)
        grad loss -> a, b
    """)
    finder = CutFinder(built.judged())
    found = [[c.op for c in finder.find(built.variables[name])] for name in "ab"]
    assert found == [[built.ops["s"]]] * 2


# -- results that are dropped ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("printed = Neg(t)\nPrintV2(printed)", "t"),
        ("m: var\nnoted = Neg(t)\nAssignAddVariableOp(&m, noted)", "t"),
        ("m: var\nnoted = Neg(t)\nkept = Assign(&m, noted)", "t"),
        ("more = Neg(t)", "more"),
        ("noted = Neg(t)\nmore = Neg(t)\nPrintV2(noted)", "more"),
        ("more = Neg(t)\nnoted = Neg(t)\nPrintV2(noted)", "more"),
        ("more = Neg(t)\nless = Neg(more)\nPrintV2(more)", "less"),
    ],
)
def test_a_result_that_is_dropped_is_told_by_the_last_op_that_nobody_notes(after: str, told: str) -> None:
    lines = f"k = MatMul(h, h) @dense\nt = Tanh(k) @dense\n{after}\ny = Placeholder()"
    assert cut(lines) == [("dropped", told)]


def test_a_result_whose_shape_alone_is_used_is_dropped() -> None:
    assert cut("s int32 = Shape(h)\ny = Fill(s, v)") == [("dropped", "h")]


def test_the_flow_of_a_dropped_result_is_told() -> None:
    built = build("w: var\nv: var\nh = Relu(w)\nt = Tanh(h)\nloss = Relu(v)\ngrad loss -> w, v")
    (found,) = CutFinder(built.judged()).find(built.variables["w"])
    assert found.flow == {built.ops[name] for name in ("w", "w/read", "h", "t")}


HIDDEN = """
    w: var
    v: var
    def f(a, b):
        p = Relu(a)
        q = Relu(b)
        return p, q
    rw = Identity(w)
    rv = Identity(v)
    dropped, y = KIND(rw, rv) of=f
    loss = Sum(y)
    grad loss -> w, v
"""


def test_a_dropped_output_that_tensorflow_fills_with_zeros() -> None:
    assert places(build(HIDDEN.replace("KIND", "PartitionedCall")), "w") == [("hidden", "f")]


CALLER = """
    def g(c, d):
        k, l = PartitionedCall(c, d) of=f
        m = Tanh(k)
        return m, l
    rw ="""
NESTED = HIDDEN.replace("KIND(rw, rv) of=f", "PartitionedCall(rw, rv) of=g").replace("\n    rw =", CALLER)


def test_what_a_function_hands_on_is_dropped_by_its_caller() -> None:
    assert places(build(NESTED), "w") == [("hidden", "g")]


def test_what_a_function_does_not_hand_on_is_dropped_within() -> None:
    assert places(build(NESTED.replace("return m, l", "return l, l")), "w") == [("hidden", "g::f")]


def test_a_dropped_output_of_an_eager_loop_is_not_filled() -> None:
    text = HIDDEN.replace("KIND", "While")
    assert places(build(text), "w") == [("hidden", "f")]
    assert places(build(text, eager=True), "w") == [("dropped", "f::p")]


@pytest.mark.parametrize(
    "lines",
    ["", "def f(a):\n    return a\ny = PartitionedCall(&w) of=f"],
    ids=["not-mentioned", "handed-in-only"],
)
def test_a_variable_that_nothing_reads(lines: str) -> None:
    assert places(build(f"w: var\nv: var\n{lines}\nloss = Relu(v)\ngrad loss -> w, v"), "w") == [
        ("unread", None)
    ]


def test_a_variable_that_the_step_does_not_know() -> None:
    built = build("w: var\nv: var\nloss = Relu(v)\ngrad loss -> w, v")
    del built.step.handles[built.ops["w"]]
    assert places(built, "w") == [("unread", None)]


def test_a_tensor_that_the_request_must_not_pass_is_the_cut() -> None:
    built = build("a: var\n b: var\n z = Tanh(a)\n y = Mul(z, b)\n grad y -> a, b not through z")
    (cut,) = CutFinder(built.judged()).find(built.variables["a"])
    assert (cut.kind, cut.op, cut.request) == ("barred", built.ops["y"], 0)


@pytest.mark.parametrize(
    ("write", "lags"),
    [
        ("AssignVariableOp(&a, b)", True),
        ("m[3] = Add(a, b)\nAssignVariableOp(&a, m)", True),
        ("AssignVariableOp(&a, x)", False),
        ("AssignVariableOp(&a, other)", False),
        ("AssignSubVariableOp(&a, b)", False),
        ("m[3] = Add(b, db)\nAssignVariableOp(&a, m)", False),
    ],
)
def test_a_network_that_lags_behind(write: str, lags: bool) -> None:
    step = "a[3]: var\nb[3]: var\nother[4]: var\nx[3] = Placeholder()\nloss = Mul(b, x)\ngrad loss -> b\n"
    built = build(step + write)
    assert CutFinder(built.judged()).lags_behind(built.variables["a"]) is lags
