"""Steps in which an optimizer runs, and is given nothing."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.applied import Applications
from graphdoctor.analysis.facts import ZeroFacts
from graphdoctor.analysis.updates import adds_constants_only
from graphdoctor.analysis.verdicts import judge
from tests.graphs import build

STEP = """
    a[3]: var
    sum[3]: var frozen
    moment[3]: var library
    rate[]: var library
    x[3] = Placeholder()
    zeros = [0, 0, 0]
    loss = Mul(a, x)
    grad loss -> a
"""

IN_VAIN = {
    "zeros": "AssignSubVariableOp(&a, zeros)",
    "zeros, scaled": "s[3] = Mul(zeros, rate)\nAssignSubVariableOp(&a, s)",
    "a fused optimizer": "ResourceApplyMomentum(&a, &moment, rate, zeros)",
    "by way of a moment": "AssignAddVariableOp(&moment, zeros)\nm[3] = ReadVariableOp(&moment)\n"
    "AssignSubVariableOp(&a, m)",
    "a sum that was set to zero": "AssignAddVariableOp(&sum, da)\nAssignVariableOp(&sum, zeros)\n"
    "s[3] = ReadVariableOp(&sum)\nAssignSubVariableOp(&a, s)",
}
NOT_IN_VAIN = {
    "nothing is applied": "s[3] = Neg(da)",
    "weights are put back": "AssignVariableOp(&a, zeros)",
    "a gradient": "AssignSubVariableOp(&a, da)",
    "something else that changes": "AssignSubVariableOp(&a, x)",
    "by way of a moment": "AssignAddVariableOp(&moment, da)\nm[3] = ReadVariableOp(&moment)\n"
    "AssignSubVariableOp(&a, m)",
    "a fused optimizer": "ResourceApplyMomentum(&a, &moment, rate, da)",
    "a sum of this turn": "AssignVariableOp(&sum, zeros)\nAssignAddVariableOp(&sum, da)\n"
    "s[3] = ReadVariableOp(&sum)\nAssignSubVariableOp(&a, s)\nAssignVariableOp(&sum, zeros)",
    "a sum of other turns": "s[3] = ReadVariableOp(&sum)\nAssignSubVariableOp(&a, s)\nAssignAddVariableOp(&sum, da)",
}


def in_vain(text: str) -> bool:
    step = build(STEP + text).step
    return adds_constants_only(step, Applications(step), ZeroFacts(step))


@pytest.mark.parametrize("kind", IN_VAIN)
def test_all_that_is_added_to_the_weights_is_made_of_constants(kind: str) -> None:
    assert in_vain(IN_VAIN[kind])


@pytest.mark.parametrize("kind", NOT_IN_VAIN)
def test_what_may_train_is_not_in_vain(kind: str) -> None:
    assert not in_vain(NOT_IN_VAIN[kind])


BY_THE_WEIGHTS = "r[3] = ReadVariableOp(&a)\nc[3] = Mul(r, rate)\nAssignSubVariableOp(&a, c)"


def test_weights_count_as_constants_where_no_gradient_is_applied() -> None:
    step = build(STEP + BY_THE_WEIGHTS).step
    assert not adds_constants_only(step, Applications(step), ZeroFacts(step))
    assert adds_constants_only(step, Applications(step), ZeroFacts(step), weights=True)
    assert judge(step).in_vain
    of_data = build(STEP + BY_THE_WEIGHTS.replace("Mul(r, rate)", "Mul(r, x)")).step
    assert not judge(of_data).in_vain


def test_weights_that_decay_beside_a_sum_of_gradients_still_train() -> None:
    assert not judge(build(f"{STEP}AssignAddVariableOp(&sum, da)\n{BY_THE_WEIGHTS}").step).in_vain


def test_gradients_that_are_summed_up_and_forgotten_are_not_applied() -> None:
    built = build(STEP + IN_VAIN["a sum that was set to zero"])
    judged = judge(built.step)
    assert judged.in_vain
    (said,) = judged.by_loss[built.variables["a"]].values()
    assert (said.verdict, said.why) == ("untrained", "not-applied")


def test_what_stands_for_a_gradient_is_no_constant_though_it_begins_as_zeros() -> None:
    built = build(f"{STEP} AssignSubVariableOp(&a, da)")
    step = built.step
    step.inputs[built.ops["da"]] = ((built.ops["zeros"], 0),)
    assert not adds_constants_only(step, Applications(step), ZeroFacts(step))
