"""Gradients that train a variable by way of something else."""

from __future__ import annotations

import pytest

from graphdoctor.analysis.verdicts import judge
from tests.graphs import build

SHARED = """
    shared[3]: var
    mine[3]: var
    loss = Relu(mine)
    grad loss -> mine
    AssignSubVariableOp(&shared, dmine)
"""


def verdicts(text: str, *, eager: bool = False, left: tuple[str, ...] = ()) -> dict[str, str]:
    """The verdicts, where the values of the variables `left` have left TensorFlow."""
    built = build(text, eager=eager)
    judged = judge(built.step, left=frozenset(built.ops[name] for name in left))
    return {v.name: judged.verdict[v.index] for v in built.step.variables}


def test_a_network_that_a_worker_trains_and_takes_its_copy_from() -> None:
    assert set(verdicts(f"{SHARED} AssignVariableOp(&mine, shared)").values()) == {"connected"}


@pytest.mark.parametrize(
    "copy", ["AssignVariableOp(&shared, mine)", "AssignVariableOp(&mine, loss)", "x = Relu(shared)"]
)
def test_a_network_that_is_not_handed_back_is_trained_in_vain(copy: str) -> None:
    assert verdicts(f"{SHARED} {copy}") == {"shared": "disconnected", "mine": "untrained"}


def test_what_is_made_of_the_old_value_as_well_is_no_copy() -> None:
    """A momentum that is written to its variable does not train itself."""
    step = f"{SHARED} next[3] = Sub(mine, shared)\n AssignVariableOp(&mine, next)"
    assert verdicts(step) == {"shared": "disconnected", "mine": "connected"}


def test_a_copy_that_is_handed_back_as_arrays() -> None:
    step = f"{SHARED} arrays[3] = Const()\n AssignVariableOp(&mine, arrays)"
    assert set(verdicts(step, eager=True, left=("shared",)).values()) == {"connected"}
    assert verdicts(step, eager=True)["mine"] == "untrained"
    assert verdicts(step, left=("shared",))["mine"] == "untrained", "in a graph that is an initializer"


FAST = """
    w[3]: var
    start[3] = Identity(w)
    rate[3] = Placeholder()
    fast[3] = Sub(start, rate)
    tape
    {watch}
    loss = Relu({reads})
    end
    grad loss -> fast
    {apply}
"""


@pytest.mark.parametrize(
    ("watch", "reads", "apply", "verdict"),
    [
        ("watch fast", "fast", "AssignSubVariableOp(&w, dfast)", "connected"),
        ("", "fast", "AssignSubVariableOp(&w, dfast)", "disconnected"),
        ("watch fast", "rate", "AssignSubVariableOp(&w, dfast)", "disconnected"),
        ("watch fast", "fast", "r = Relu(dfast)", "disconnected"),
        ("watch fast", "fast", "AssignSubVariableOp(&w, rate)", "disconnected"),
    ],
)
def test_fast_weights_that_are_made_of_the_variables(
    watch: str, reads: str, apply: str, verdict: str
) -> None:
    assert verdicts(FAST.format(watch=watch, reads=reads, apply=apply)) == {"w": verdict}


def test_fast_weights_made_under_the_tape_need_no_watching() -> None:
    step = "w[3]: var\n t[3] = Identity(w)\n loss = Relu(t)\n grad loss -> t\n AssignSubVariableOp(&w, dt)"
    assert verdicts(step) == {"w": "connected"}


def test_a_gradient_of_a_tensor_that_is_not_made_of_the_variable() -> None:
    step = "w[3]: var\n x[3] = Placeholder()\n loss = Relu(x)\n grad loss -> x\n AssignSubVariableOp(&w, dx)"
    assert verdicts(step) == {"w": "disconnected"}
