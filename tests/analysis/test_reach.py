"""What a gradient reaches (`live`), and what TensorFlow answers with a tensor all the same (`answered`)."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.reach import Walker
from tests.graphs import build

NOTHING: set[str] = set()


def test_the_way_runs_from_the_variable_to_the_loss() -> None:
    built = build("""
        x = Placeholder()
        w: var
        h = MatMul(x, w)
        loss = Sum(h)
        grad loss -> w
    """)
    live = Walker(built.step).reach(built.step.requests[0]).live
    way = [built.ops[name] for name in ("w", "w/read", "h", "loss")]
    assert [live[op] for op in way] == [*way[1:], None]


def test_an_op_that_answers_none_or_zeros_ends_the_way() -> None:
    built = build("""
        a: var
        b: var
        c: var
        stopped = StopGradient(a)
        sign = Sign(b)
        loss = AddN(stopped, sign, c)
        grad loss -> a, b, c
    """)
    assert built.reached() == ({"c"}, {"b", "c"})


def test_an_integer_tensor_carries_no_gradient_to_an_op_that_would_pass_it() -> None:
    built = build("""
        w: var
        table: var
        i int32 = Cast(w)
        loss = GatherV2(table, i, i)
        grad loss -> w, table
    """)
    assert built.reached() == ({"table"}, {"table"})


# -- the tape ----------------------------------------------------------------------------------------------------------

BEFORE_AND_AFTER = """
    a: var
    b: var
    before = Relu(a)
    tape
    after = Relu(b)
    loss = Add(before, after)
    end
    grad loss -> a, b
"""


def test_a_tape_does_not_see_what_ran_before_it() -> None:
    assert build(BEFORE_AND_AFTER).reached() == ({"b"}, {"b"})


def test_a_tape_does_not_see_what_ran_after_it() -> None:
    text = BEFORE_AND_AFTER.replace("    end\n", "").replace("loss =", "end\n    loss =")
    assert build(text).reached() == (NOTHING, NOTHING)


def test_a_second_span_of_the_same_tape_counts_too() -> None:
    text = BEFORE_AND_AFTER.replace("    before =", "    tape\n    before =").replace(
        "    tape\n    after", "    end\n    tape\n    after"
    )
    assert build(text).reached()[0] == {"a", "b"}


def test_recording_stopped_and_resumed() -> None:
    built = build("""
        a: var
        b: var
        tape
        stop
        quiet = Relu(a)
        resume
        loud = Relu(b)
        loss = Add(quiet, loud)
        end
        grad loss -> a, b
    """)
    assert built.reached() == ({"b"}, {"b"})


def test_a_function_is_recorded_where_it_is_called_not_where_its_ops_stand() -> None:
    built = build("""
        a: var
        b: var
        x = Placeholder()
        def f(v, u):
            p = Relu(u)
            h = MatMul(v, p)
            return h
        early = PartitionedCall(&a, x) of=f
        tape
        late = PartitionedCall(&b, x) of=f
        loss = Add(early, late)
        end
        grad loss -> a, b
    """)
    assert built.reached() == ({"b"}, {"b"})


def test_a_tape_inside_a_function_sees_its_variable_but_not_what_was_handed_in() -> None:
    built = build("""
        w: var
        outside: var
        h = Relu(outside)
        def f(v, u):
            loss = Mul(v, u)
            grad loss -> w, outside
            return dw
        y = PartitionedCall(&w, h) of=f
    """)
    assert built.reached() == ({"w"}, {"w"})


# -- functions, branches, loops ----------------------------------------------------------------------------------------


def test_two_calls_of_one_function_do_not_share_their_ways() -> None:
    built = build("""
        a: var
        b: var
        def f(u):
            r = Relu(u)
            return r
        ra = Identity(a)
        rb = Identity(b)
        ya = PartitionedCall(ra) of=f
        yb = PartitionedCall(rb) of=f
        loss = Sum(ya)
        grad loss -> a, b
    """)
    assert built.reached() == ({"a"}, {"a"})
    live = Walker(built.step).reach(built.step.requests[0]).live
    assert built.ops["f::r"] in live
    assert built.ops["f_1::r"] not in live


def test_the_outputs_of_a_function_are_kept_apart_but_its_dropped_one_is_answered_with_zeros() -> None:
    built = build("""
        a: var
        b: var
        def f(u, v):
            p = Relu(u)
            q = Relu(v)
            return p, q
        ra = Identity(a)
        rb = Identity(b)
        y, dropped = PartitionedCall(ra, rb) of=f
        loss = Sum(y)
        grad loss -> a, b
    """)
    assert built.reached() == ({"a"}, {"a", "b"})


BRANCHES = """
    a: var
    b: var
    p bool = Placeholder()
    def f(u, v):
        fu = Relu(u)
        fv = Relu(v)
        return fu, fv
    def g(u, v):
        gu = Tanh(u)
        return gu, v
    ra = Identity(a)
    rb = Identity(b)
    y, dropped = If(p, ra, rb) of=f,g
    loss = Sum(y)
    grad loss -> a, b
"""


@pytest.mark.parametrize(("eager", "answered"), [(False, {"a", "b"}), (True, {"a"})])
def test_the_dropped_output_of_a_branch_gets_zeros_in_a_graph_and_none_in_eager_code(
    eager: bool, answered: set[str]
) -> None:
    assert build(BRANCHES, eager=eager).reached() == ({"a"}, answered)


def test_both_branches_are_ways() -> None:
    built = build(BRANCHES.replace("return gu, v", "return v, gu"))
    assert built.reached()[0] == {"a", "b"}


LOOP = """
    a: var
    b: var
    c: var
    ra = Identity(a)
    rb = Identity(b)
    rc = Identity(c)
    def f(u, v, w):
        s = Relu(v)
        t = Relu(w)
        return s, t, w
    y, z, n = While(ra, rb, rc) of=f TURNS
    loss = Sum(y)
    grad loss -> a, b, c
"""


@pytest.mark.parametrize(
    ("turns", "live"), [("", {"a", "b", "c"}), ("turns=3", {"b", "c"}), ("turns=1", {"b"})]
)
def test_a_value_carried_from_turn_to_turn(turns: str, live: set[str]) -> None:
    """`y` starts from a, is made of b in one turn and of c in two; without a turn it stays a."""
    assert build(LOOP.replace("TURNS", turns)).reached() == (live, {"a", "b", "c"})


def test_in_eager_code_a_loop_answers_none_for_what_the_result_is_not_made_of() -> None:
    assert build(LOOP.replace("TURNS", "turns=1"), eager=True).reached() == ({"b"}, {"b"})


# -- picks -------------------------------------------------------------------------------------------------------------

PARTS = """
    a[2, 3]: var
    b[2, 3]: var
    zero = 0
    one = 1
    first = [0]
    second = [1]
    third = [2]
    fourth = [4]
    stride = [1]
"""


def picked(lines: str, *, eager: bool = False) -> tuple[set[str], set[str]]:
    return build(f"{PARTS}{lines}\nloss = Sum(y)\ngrad loss -> a, b", eager=eager).reached()


@pytest.mark.parametrize(
    ("lines", "live"),
    [
        (
            "p[2, 2, 3] = Pack(a, b) axis=0\ny[2, 3] = StridedSlice(p, first, second, stride) shrink_axis_mask=1",
            {"a"},
        ),
        ("p[2, 2, 3] = Pack(a, b) axis=1\ny = StridedSlice(p, first, second, stride) shrink_axis_mask=1", {"a", "b"}),
        ("p[2, 2, 3] = Pack(a, b) axis=0\nu[2, 3], y[2, 3] = Unpack(p) axis=0", {"b"}),
        ("p[4, 3] = ConcatV2(a, b, zero)\nu[2, 3], y[2, 3] = Split(zero, p)", {"b"}),
        ("p[4, 3] = ConcatV2(a, b, zero)\ny = StridedSlice(p, third, fourth, stride) begin_mask=0", {"b"}),
        ("p[4, 3] = ConcatV2(a, b, zero)\ny = StridedSlice(p, second, third, stride) end_mask=1", {"a", "b"}),
        ("p[4, 3] = ConcatV2(a, b, zero)\nr[4, 3] = Relu(p)\ny = GatherV2(r, third, zero)", {"b"}),
        ("p[4, 3] = ConcatV2(a, b, zero)\ny = Slice(p, first, third)", {"a"}),
        ("p[4, 3] = ConcatV2(a, b, zero)\ni = Identity(first)\ny = GatherV2(p, i, zero)", {"a"}),
        ("p[4, 3] = ConcatV2(a, b, zero)\ny = StridedSlice(p, first, fourth, third) begin_mask=0", {"a", "b"}),
        ("p[4, ?] = ConcatV2(a, b, zero)\ni = Placeholder()\ny = GatherV2(p, i, zero)", {"a", "b"}),
    ],
    ids="stack other-axis unstack split slice overlap through-relu size handed-on stride unknown-index".split(),
)  # fmt: skip
def test_a_pick_reads_the_parts_that_it_names_while_the_others_get_zeros(lines: str, live: set[str]) -> None:
    assert picked(lines) == (live, {"a", "b"})


VIEWS = """
    turned = [1, 0, 2]
    back = [-1]
    around = [[1, 0], [0, 0]]
    s[2, 2, 3] = Pack(a, b) axis=0
    c[4, 3] = ConcatV2(a, b, zero)
"""


@pytest.mark.parametrize(
    ("lines", "live"),
    [
        ("c2[4, 3] = PadV2(c, around, zero)\ny = StridedSlice(c2, first, third, stride) begin_mask=0", {"a"}),
        ("c2[5, 3] = Pad(c, around)\ny = StridedSlice(c2, first, second, stride) begin_mask=0", set()),
        ("c2[5, 3] = Pad(c, around)\ny = StridedSlice(c2, third, fourth, stride) begin_mask=0", {"a", "b"}),
        ("t[2, 2, 3] = Transpose(s, turned)\ny = GatherV2(t, second, one)", {"b"}),
        ("t[2, 2, 3] = Transpose(s, turned)\ny = GatherV2(t, second, zero)", {"a", "b"}),
        ("r[2, 2, 3] = ReverseV2(s, first)\ny = GatherV2(r, first, zero)", {"b"}),
        ("r[4, 3] = StridedSlice(c, first, first, back) begin_mask=1 end_mask=1\ny = GatherV2(r, first, zero)", {"b"}),
        ("r[3, 3] = StridedSlice(c, second, fourth, stride) begin_mask=0\ny = GatherV2(r, first, zero)", {"a"}),
        ("r[2, 3] = StridedSlice(c, first, fourth, third) begin_mask=0\ny = GatherV2(r, second, zero)", {"b"}),
        ("e[1, 2, 2, 3] = ExpandDims(s, zero)\ny = GatherV2(e, second, one)", {"b"}),
        ("n[1, 4, 3] = StridedSlice(c, first, first, stride) new_axis_mask=1\ny = GatherV2(n, third, one)", {"b"}),
        ("m[4, 3] = Mul(c, half)\ny = GatherV2(m, third, zero)", {"b"}),
        ("m[4, 3] = Mul(c, c)\ny = GatherV2(m, third, zero)", {"a", "b"}),
        (
            "i = [0, 1]\nj = [1, 1]\no[2, 2, 2] = Pack(s, s) axis=0\ny = StridedSlice(o, i, j, j) shrink_axis_mask=3",
            {"b"},
        ),
    ],
    ids="padded padding past-padding transposed other-axis reversed backwards slice-of-slice every-second expanded "
    "new-axis scaled squared two-stacks".split(),
)  # fmt: skip
def test_a_pick_looks_through_views(lines: str, live: set[str]) -> None:
    assert picked(f"    half = 0.5\n{VIEWS}{lines}") == (live, {"a", "b"})


def test_a_negative_index_counts_from_the_end() -> None:
    lines = "last = [-1]\np[2, 2, 3] = Pack(a, b) axis=0\ny = StridedSlice(p, last, first, stride) shrink_axis_mask=1"
    assert picked(lines)[0] == {"b"}


LIST = """
    list0 variant = TensorListReserve()
    list1 variant = TensorListSetItem(list0, zero, a)
    list2 variant = TensorListSetItem(list1, one, b)
"""


@pytest.mark.parametrize(("eager", "answered"), [(False, {"a", "b"}), (True, {"a"})])
def test_an_item_of_a_tensor_array(eager: bool, answered: set[str]) -> None:
    assert picked(f"{LIST}\ny[2, 3] = TensorListGetItem(list2, zero)", eager=eager) == ({"a"}, answered)


@pytest.mark.parametrize(("eager", "answered"), [(False, {"a", "b"}), (True, {"b"})])
def test_items_gathered_from_a_tensor_array(eager: bool, answered: set[str]) -> None:
    lines = f"{LIST}\nplaces = [1, 1]\ny[2, 2, 3] = TensorListGather(list2, places)"
    assert picked(lines, eager=eager) == ({"b"}, answered)


def test_the_later_of_two_writes_to_one_place_counts() -> None:
    lines = LIST.replace("one, b", "zero, b")
    assert picked(f"{lines}\ny[2, 3] = TensorListGetItem(list2, zero)")[0] == {"b"}


def test_a_slice_of_a_stacked_tensor_array() -> None:
    pick = (
        "s[2, 2, 3] = TensorListStack(list2)\ny = StridedSlice(s, second, third, stride) shrink_axis_mask=1"
    )
    assert picked(f"{LIST}\n{pick}")[0] == {"b"}


@pytest.mark.parametrize(("answers", "live"), [("live live", {"a"}), ("none live", {"b"})])
def test_identity_n_hands_each_input_on_by_itself_unless_it_has_a_gradient_of_its_own(
    answers: str, live: set[str]
) -> None:
    assert picked(f"y, other = IdentityN(a, b) ! {answers}")[0] == live


# -- gradients that are provably zero ----------------------------------------------------------------------------------


def zeroed(lines: str) -> tuple[set[str], set[str]]:
    return build(f"w: var\nx = Placeholder()\n{lines}\nloss = Sum(y)\ngrad loss -> w").reached()


@pytest.mark.parametrize(
    "lines",
    [
        "h[4, 1] = MatMul(x, w)\ny = Softmax(h)",
        "h = MatMul(x, w)\ny = Sub(h, h)",
        "h = MatMul(x, w)\nz = ZerosLike(x)\ny = Mul(h, z)",
        "z = [0.0, 0.0]\nstate = Relu(z)\ny = MatMul(state, w)",
        "h = Relu(w)\nlow = 2.0\nhigh = 1.0\ny = ClipByValue(h, low, high)",
        "h = Relu(w)\nhigh = 0.0\nm = Minimum(h, high)\nlow = 0.0\ny = Maximum(m, low)",
    ],
    ids=["one-class", "x-x", "times-zero", "zero-state", "empty-range", "empty-range-in-two-ops"],
)
def test_a_gradient_that_is_always_zero(lines: str) -> None:
    assert zeroed(lines) == (NOTHING, {"w"})


@pytest.mark.parametrize(
    "lines",
    [
        "h[4, 2] = MatMul(x, w)\ny = Softmax(h)",
        "h = MatMul(x, w)\ny = Sub(h, x)",
        "z = [0.0, 1.0]\nstate = Relu(z)\ny = MatMul(state, w)",
        "z = [0.0, 0.0]\nstate = Sigmoid(z)\ny = MatMul(state, w)",
        "z = ZerosLike(x)\nsum = Add(z, x)\ny = Mul(sum, w)",
        "h = Relu(w)\nlow = 1.0\nhigh = 2.0\ny = ClipByValue(h, low, high)",
        "h = Relu(w)\nlow = 1.0\nhigh = 2.0\nm = Minimum(h, high)\ny = Maximum(m, low)",
        "h = Relu(w)\ny = Softmax(h)",
    ],
    ids=[
        "two-classes",
        "x-z",
        "not-all-zero",
        "sigmoid-of-zero",
        "zero-plus-x",
        "open-range",
        "open-range-in-two-ops",
        "unknown-classes",
    ],
)
def test_a_gradient_that_only_looks_as_if_it_were_zero(lines: str) -> None:
    assert zeroed(lines)[0] == {"w"}


STATE = """
    z = 0.0
    def f(u, v):
        turned = MatMul(u, v)
        n = NEXT(u)
        return n, v
    rw = Identity(w)
    s, n = While(z, rw) of=f
    y = MatMul(s, w)
"""


@pytest.mark.parametrize(("next_state", "live"), [("Tanh", NOTHING), ("Cos", {"w"})])
def test_a_state_that_starts_from_zeros_stays_zero_if_every_turn_keeps_it(
    next_state: str, live: set[str]
) -> None:
    assert zeroed(STATE.replace("NEXT", next_state))[0] == live


def test_only_an_op_without_an_answer_leaves_a_variable_undecided() -> None:
    text = "w: var\nh = Strange(w) ! {}\nloss = Sum(h)\ngrad loss -> w"
    for answer, count in (("unknown", 1), ("none", 0)):
        built = build(text.format(answer))
        found = Walker(built.step).reach(built.step.requests[0])
        assert [built.ops["w"] in reach for reach in (found.live, found.answered)] == [False, False]
        assert (built.ops["w"] in found.undecided) == bool(count)


@pytest.mark.parametrize(
    "lines",
    [
        "i[2, 2, 3] int32 = Cast(p)\nq[2, 2, 3] = Cast(i)",
        "q[2, 2, 3] = Identity(p) ! none",
        "stop\nq[2, 2, 3] = Relu(p)\nresume",
    ],
    ids=["integers", "custom-gradient", "not-recorded"],
)
def test_a_pick_behind_a_cut_reaches_nothing(lines: str) -> None:
    stack = f"tape\np[2, 2, 3] = Pack(a, b) axis=0\n{lines}\ny = GatherV2(q, first, zero)"
    assert picked(stack)[0] == NOTHING


def test_identity_n_whose_own_gradient_could_not_be_asked_is_no_way() -> None:
    assert picked("y, other = IdentityN(a, b) ! unknown unknown")[0] == NOTHING


HANDED_ON = """
a: var
b: var
c: var
p = Placeholder()
def yes(v, w):
    r = ReadVariableOp(&v)
    return r
def no(v, w):
    h = Identity(w)
    return h
y = If(p, &a, &b) of=yes,no
tape
h = Mul(y, c)
end
grad h -> a, b, c
"""


@pytest.mark.parametrize(("eager", "live"), [(True, {"a", "c"}), (False, {"c"})])
def test_a_variable_that_an_eager_branch_returns_is_read_where_it_is_used(
    eager: bool, live: set[str]
) -> None:
    """Before the tape: eager code reads a within it, but has computed h of b by then; a graph has read both."""
    assert build(HANDED_ON, eager=eager).reached()[0] == live


@pytest.mark.parametrize(("eager", "live"), [(True, {"a"}), (False, NOTHING)])
def test_a_tensor_that_an_eager_branch_returns_is_recorded_where_it_was_made(
    eager: bool, live: set[str]
) -> None:
    """While recording is stopped: eager code runs no op to hand on a tensor of before, but one to make h of it."""
    built = build(
        """
        a: var
        b: var
        p = Placeholder()
        def yes(v, w):
            return v
        def no(v, w):
            h = Tanh(w)
            return h
        tape
        x = Tanh(a)
        z = Tanh(b)
        stop
        y = If(p, x, z) of=yes,no
        resume
        loss = Sum(y)
        end
        grad loss -> a, b
        """,
        eager=eager,
    )
    assert built.reached()[0] == live


# -- loops of TensorFlow 1 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "answered"),
    [
        ("StopGradient(other)", {"a", "b"}),  # the loss is made of it, by way of what could have a gradient
        ("Const()", {"a"}),  # its exit gets zeros as well, but the loss is not made of it
    ],
)
def test_the_exits_of_a_loop_get_zeros_together(use: str, answered: set[str]) -> None:
    built = build(f"""
        a: var
        b: var
        first = Switch(a)
        second = Switch(b)
        one = Exit(first)
        other = Exit(second)
        used = {use}
        loss = Add(one, used)
        grad loss -> a, b
    """)
    for name in ("one", "other"):
        built.step.attrs[built.ops[name]] = {"loop": "while"}
    assert built.reached() == ({"a"}, answered)


def test_a_tensor_that_the_request_must_not_pass() -> None:
    step = "a: var\n b: var\n z = Tanh(a)\n y = Mul(z, b)\n"
    assert build(f"{step} grad y -> a, b not through z").reached() == ({"b"}, {"b"})
