"""The line of help that an op gets: what people use in its place."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from graphdoctor.diagnosis.causes import constant_zero, non_differentiable_op, outside_tape
from graphdoctor.source import Location

IN_PLACE = {
    "weigh with tf.nn.softmax of the scores instead of picking the best, or use Gumbel-softmax": (
        "ArgMax ArgMin OneHot TopKV2"
    ),
    "a straight-through estimator keeps the value and lets the gradient pass": "Round Rint Floor Ceil FloorDiv",
    "weigh all candidates by their scores instead of picking some by their index": "GatherV2 GatherNd ResourceGather",
    "use the log-probability of what was drawn (REINFORCE), or Gumbel-softmax": "Multinomial StatelessMultinomial",
    "use a smooth step in place of the comparison: tf.sigmoid(sharpness * (x - threshold))": (
        "Greater GreaterEqual Less LessEqual Equal NotEqual Select SelectV2"
    ),
    "use a differentiable op in its place": "Bucketize",
}
WITH_A_SLOPE = {
    "a straight-through estimator keeps the value and lets the gradient pass; tf.tanh has a slope as well": "Sign",
    "use an op that has a slope here": "Sub AddV2 AddN",  # where nothing cancels; what does is among the recorded steps
    "the upper bound must lie above the lower one": "ClipByValue Maximum Minimum",
    "a factor of this product is always zero: make it (a loss weight, a mask) larger than zero": "Mul MatMul Einsum",
    "use an op that has a slope here, or a factor other than zero": "Bucketize",
}


def told(help_of: Any, kind: str, mended: bool = True) -> str:
    facts = SimpleNamespace(cancelling=SimpleNamespace(edges={}))
    judged = SimpleNamespace(walker=SimpleNamespace(facts=facts))
    blame = SimpleNamespace(location=None, cut=None)
    return str(help_of(SimpleNamespace(op_type=kind, blame=blame, judged=judged, mended=mended)))


@pytest.mark.parametrize(("help_", "kinds"), IN_PLACE.items())
def test_what_stands_in_for_an_op_without_a_gradient(help_: str, kinds: str) -> None:
    assert {told(non_differentiable_op._help, kind) for kind in kinds.split()} == {help_}


def test_a_rounded_value_that_is_compared_is_not_helped_by_an_estimator() -> None:
    assert "measure the values themselves" in told(non_differentiable_op._help, "Round", mended=False)


@pytest.mark.parametrize(("help_", "kinds"), WITH_A_SLOPE.items())
def test_what_has_a_slope(help_: str, kinds: str) -> None:
    assert {told(constant_zero._help, kind) for kind in kinds.split()} == {help_}


def test_a_cost_for_minimize_belongs_into_its_function() -> None:
    asks = Location("train.py", 9, "optimizer.minimize(lambda: cost, var_list=[w])")
    case = SimpleNamespace(
        blame=SimpleNamespace(cut=None, location=Location("train.py", 7, "cost = tf.square(w)")),
        variables=[SimpleNamespace(index=0)],
        judged=SimpleNamespace(asking=lambda _: {0}),
        evidence=SimpleNamespace(locate_request=lambda _: asks),
    )
    assert "inside of the function that minimize is given" in outside_tape._help(cast(Any, case))
