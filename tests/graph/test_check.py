"""Each invariant of a captured step, violated once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from graphdoctor.graph.check import InvariantError, check_step
from graphdoctor.graph.model import Source
from tests.graphs import Built, build

STEP = """
    x = Placeholder()
    w: var
    def f(u, v):
        h = MatMul(u, v)
        return h
    y = PartitionedCall(x, &w) of=f
    other = PartitionedCall(y, &w) of=f
    loss = Sum(other)
    grad loss -> w
"""


def shorter_table(built: Built) -> None:
    built.step.shapes.pop()


def op_that_does_not_exist(built: Built) -> None:
    built.step.inputs[built.ops["loss"]] = ((len(built.step), 0),)


def port_that_does_not_exist(built: Built) -> None:
    built.step.inputs[built.ops["loss"]] = ((built.ops["other"], 1),)


def handle_with_an_input(built: Built) -> None:
    built.step.inputs[built.ops["w"]] = ((built.ops["x"], 0),)


def handle_without_a_variable(built: Built) -> None:
    built.step.handles.clear()


def argument_from_another_body(built: Built) -> None:
    built.step.inputs[built.ops["f_1::u"]] = ((built.ops["f::h"], 0),)


def body_before_its_parent(built: Built) -> None:
    built.step.inputs[built.ops["f::u"]] = ()  # which would be found first
    built.step.frames[1] = replace(built.step.frames[1], parent=1)


def body_of_no_call(built: Built) -> None:
    built.step.frames[1] = replace(built.step.frames[1], call=built.ops["x"])


def target_in_another_body(built: Built) -> None:
    built.step.requests[0].frame = 1
    built.step.requests[0].targets = ((built.ops["f_1::h"], 0),)


def source_that_does_not_exist(built: Built) -> None:
    built.step.requests[0].sources = (Source(1),)


@pytest.mark.parametrize(
    ("violate", "message"),
    [
        (shorter_table, "differ in length"),
        (op_that_does_not_exist, r"op loss \(Sum, inputs: none\) reads output 0 of op"),
        (port_that_does_not_exist, r"reads output 1 of op"),
        (handle_with_an_input, "op w .* handle without a variable"),
        (handle_without_a_variable, "op w .* handle without a variable"),
        (argument_from_another_body, "op f_1::u .* unrelated function body"),
        (body_before_its_parent, "body 'f' comes before the body around it"),
        (body_of_no_call, "body 'f' belongs to op x .* which is no call"),
        (target_in_another_body, "the loss op f_1::h .* outside of the function"),
        (source_that_does_not_exist, "variable 1, which does not exist"),
    ],
)
def test_a_step_that_contradicts_itself(violate: Callable[[Built], None], message: str) -> None:
    built = build(STEP)
    violate(built)
    with pytest.raises(InvariantError, match=message):
        check_step(built.step)


def test_a_request_within_a_function_may_ask_for_a_loss_around_it() -> None:
    built = build(STEP)
    built.step.requests[0].frame = 1
    check_step(built.step)
