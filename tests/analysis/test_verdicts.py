"""The verdict on each variable and each loss."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.verdicts import all_none, judge
from tests.graphs import Built, build


def verdicts(built: Built) -> dict[str, str]:
    judged = built.judged()
    return {v.name: judged.verdict[v.index] for v in built.step.variables}


def why(built: Built, name: str) -> str | None:
    return built.judged().by_loss[built.variables[name]][0].why


def test_the_plain_verdicts() -> None:
    built = build("""
        live: var
        zero: var
        cut: var
        unread: var
        frozen: var frozen
        z = Sign(zero)
        s = StopGradient(cut)
        loss = AddN(live, z, s, frozen)
        grad loss -> live, zero, cut, unread
    """)
    assert verdicts(built) == {
        "live": "connected",
        "zero": "zero",
        "cut": "disconnected",
        "unread": "disconnected",
        "frozen": "frozen",
    }


@pytest.mark.parametrize(
    ("options", "asked", "verdict"),
    [
        ("", "w", "connected"),
        ("frozen", "v", "frozen"),
        ("frozen", "w", "connected"),
        ("frozen layer=Dense", "w, v", "frozen"),
        ("frozen layer=Dense", "w", "connected"),
        ("frozen library", "w", "frozen"),
    ],
)
def test_what_is_expected_to_train(options: str, asked: str, verdict: str) -> None:
    built = build(f"w: var {options}\nv: var\nwatch w, v\nloss = Add(w, v)\ngrad loss -> {asked}")
    assert verdicts(built)["w"] == verdict


def test_a_variable_that_the_request_does_not_ask_for() -> None:
    built = build("w: var\nv: var\nloss = Add(w, v)\ngrad loss -> v")
    assert verdicts(built) == {"w": "untrained", "v": "connected"}
    assert why(built, "w") == "missing-from-sources"


def test_a_tape_that_watches_by_hand_sees_nothing_else() -> None:
    built = build("w: var\nv: var\nloss = Add(w, v)\nwatch v\ngrad loss -> w, v")
    assert verdicts(built) == {"w": "disconnected", "v": "connected"}
    assert why(built, "w") == "not-watched"


def test_a_variable_that_no_gradient_reaches_is_not_called_unwatched() -> None:
    built = build("w: var\nv: var\nloss = Relu(v)\nwatch v\ngrad loss -> w, v")
    assert (verdicts(built)["w"], why(built, "w")) == ("disconnected", None)


def test_without_a_request_there_is_nothing_that_trains() -> None:
    assert verdicts(build("w: var\nloss = Relu(w)")) == {"w": "disconnected"}


TWO_LOSSES = """
    w: var
    v: var
    s = StopGradient(w)
    first = Add(s, v)
    second = FORM(w)
    grad first -> w, v
    grad second -> w
"""


@pytest.mark.parametrize(("form", "best"), [("Relu", (1, "connected")), ("Sign", (1, "zero"))])
def test_the_best_loss_counts(form: str, best: tuple[int, str]) -> None:
    built = build(TWO_LOSSES.replace("FORM", form))
    judged = built.judged()
    index, said = judged.best(built.variables["w"])
    assert said is not None
    assert (index, said.verdict) == best
    assert judged.verdict[built.variables["w"]] == best[1]
    assert judged.by_loss[built.variables["w"]][0].verdict == "disconnected"


def test_an_inner_gradient_for_no_variable_is_no_loss_even_where_it_goes_nowhere() -> None:
    judged = build("""
        w: var
        v: var
        x = Placeholder()
        y = Mul(v, x)
        grad y -> x inner
        loss = Relu(w)
        grad loss -> w, v
    """).judged()
    assert judged.verdict == ["connected", "disconnected"]
    assert len(judged.losses) == 1


def test_an_inner_gradient_is_part_of_another_loss() -> None:
    text = """
        w: var
        x = Placeholder()
        y = Mul(x, w)
        grad y -> w inner
        loss = Square(PENALTY)
        grad loss -> w
    """
    assert [r.index for r in build(text.replace("PENALTY", "dw")).judged().losses] == [1]
    assert [r.index for r in build(text.replace("PENALTY", "y")).judged().losses] == [1]  # leads nowhere
    applied = text.replace("PENALTY", "y").replace("loss =", "z = AssignSub(&w, dw)\n        loss =")
    assert [r.index for r in build(applied).judged().losses] == [0, 1]


APPLIED = """
    a[3]: var
    b[3]: var
    own: var frozen
    loss = Add(a, b)
    grad loss -> a, b
"""


def test_where_nothing_is_applied_in_the_step_nothing_is_said_of_it() -> None:
    assert verdicts(build(APPLIED))["a"] == "connected"


def test_a_gradient_that_is_not_applied_while_another_is() -> None:
    built = build(f"{APPLIED}\nAssignSubVariableOp(&b, db)")
    assert (verdicts(built)["a"], verdicts(built)["b"]) == ("untrained", "connected")
    assert why(built, "a") == "not-applied"


def test_gradients_that_were_swapped() -> None:
    built = build(f"{APPLIED}\nx = AssignSub(&a, db)\ny = AssignSub(&b, da)")
    said = built.judged().by_loss[built.variables["a"]][0]
    assert (said.verdict, said.why) == ("untrained", "misapplied")
    assert (said.applied_to, said.apply_op) == (built.variables["b"], built.ops["x"])


def test_a_gradient_given_to_another_variable_without_one_in_return() -> None:
    built = build(f"{APPLIED}\nAssignSubVariableOp(&b, da)")
    said = {name: built.judged().by_loss[built.variables[name]][0] for name in "ab"}
    assert [(s.why, s.applied_to) for s in said.values()] == [
        ("not-applied", built.variables["b"]),
        ("misapplied", None),
    ]


def test_a_gradient_summed_up_in_a_variable_with_a_gradient_is_given_to_another() -> None:
    built = build(f"{APPLIED.replace('-> a, b', '-> a, b, own')}\nAssignAddVariableOp(&own, da)")
    assert why(built, "a") == "not-applied"


def test_a_gradient_summed_up_in_a_variable_of_ones_own_is_applied_in_a_later_turn() -> None:
    built = build(f"{APPLIED}\nAssignSubVariableOp(&b, db)\nAssignAddVariableOp(&own, da)")
    assert verdicts(built)["a"] == "connected"


def test_a_gradient_that_only_its_norm_applies() -> None:
    built = build(
        f"{APPLIED}\nAssignSubVariableOp(&b, db)\nn[] = L2Loss(da)\nk[3] = Mul(n, n)\nAssignSubVariableOp(&a, k)"
    )
    assert verdicts(built)["a"] == "connected"


def test_a_gradient_whose_way_left_tensorflow_or_was_not_seen_to_the_end_counts_as_applied() -> None:
    built = build(f"{APPLIED}\nAssignSubVariableOp(&b, db)\nk[3] = Neg(da)")
    a = built.variables["a"]
    assert judge(built.step).verdict[a] == "untrained"
    # what nothing ever writes does not get it from Python either, while others get theirs within TensorFlow
    assert judge(built.step, left=frozenset({built.ops["k"]})).verdict[a] == "untrained"
    written = build(
        f"{APPLIED}\nAssignSubVariableOp(&b, db)\nk[3] = Neg(da)\nz = 0.0\nAssignVariableOp(&a, z)"
    )
    assert judge(written.step, left=frozenset({written.ops["k"]})).verdict[a] == "connected"
    of_itself = build(
        f"{APPLIED}\nAssignSubVariableOp(&b, db)\nk[3] = Neg(da)\nz = 0.5\nm[3] = Mul(a, z)\nAssignVariableOp(&a, m)"
    )
    assert judge(of_itself.step, left=frozenset({of_itself.ops["k"]})).verdict[a] == "untrained"
    by_another = build(f"{APPLIED}\nAssignSubVariableOp(&b, db)\nk[3] = Neg(da)\nAssignVariableOp(&a, own)")
    assert judge(by_another.step, left=frozenset({by_another.ops["k"]})).verdict[a] == "connected"
    # Python looks at both gradients and applies one: it may choose by their values
    chosen = build(f"{APPLIED}\nAssignSubVariableOp(&b, db)\nk[3] = Neg(da)\nl[3] = Neg(db)")
    judged = judge(chosen.step, left=frozenset({chosen.ops["k"], chosen.ops["l"]}))
    assert (judged.verdict[a], judged.by_loss[a][0].undecided) == ("connected", True)
    both = build(f"{APPLIED}\nAssignSubVariableOp(&b, db)\nk[3] = AddN(da, db)")
    assert judge(both.step, left=frozenset({both.ops["k"]})).verdict[a] == "untrained"
    nothing_else = build(f"{APPLIED}\nk[3] = Neg(da)\nl[3] = Neg(db)\nAssignAddVariableOp(&own, l)")
    assert judge(nothing_else.step, left=frozenset({nothing_else.ops["k"]})).verdict[a] == "connected"
    cut_short = judge(built.step, complete=False)
    assert cut_short.verdict[a] == "connected"
    assert cut_short.by_loss[a][0].undecided
    assert not cut_short.by_loss[built.variables["b"]][0].undecided


@pytest.mark.parametrize(("answer", "undecided"), [("unknown", True), ("none", False)])
def test_an_op_without_an_answer_is_told_from_one_that_answers_none(answer: str, undecided: bool) -> None:
    built = build(f"w: var\nv: var\nh = Strange(w) ! {answer}\nloss = Add(h, v)\ngrad loss -> w, v")
    said = built.judged().by_loss[built.variables["w"]][0]
    assert (said.verdict, said.undecided) == ("disconnected", undecided)


def test_zeros_that_tensorflow_answers_in_any_case_are_decided() -> None:
    built = build("w: var\nh = Strange(w) ! unknown\nz = Sign(w)\nloss = Add(h, z)\ngrad loss -> w")
    said = built.judged().by_loss[built.variables["w"]][0]
    assert (said.verdict, said.undecided) == ("zero", False)


@pytest.mark.parametrize(
    ("loss", "raises"),
    [("StopGradient(w)", True), ("Relu(w)", False), ("Sign(w)", False), ("Placeholder()", False)],
)
def test_an_optimizer_raises_where_a_loss_reaches_nothing_that_the_step_reads(
    loss: str, raises: bool
) -> None:
    built = build(f"w: var\ns = {loss}\ngrad s -> w")
    if loss == "Placeholder()":
        built.step.handles.clear()  # nobody saw the variable being read
    assert all_none(built.judged()) is raises
