"""A loop that turns a known number of times: which of its variables' first values are left in its results."""

from __future__ import annotations

from typing import Any

import pytest

from graphdoctor.graph.model import ARG

tf = pytest.importorskip("tensorflow")

from graphdoctor.capture.flatten import Flattener  # noqa: E402 - imports TensorFlow

pytestmark = pytest.mark.tf


def firsts(body: Any, turns: int) -> list[bool]:
    """For each variable of a loop `a, b, c` whether its first value is an input of the loop's body."""

    def looping(x: Any) -> Any:
        first = [tf.sin(x), tf.cos(x), tf.tanh(x)]
        count = tf.constant(turns)
        return tf.while_loop(lambda i, *_: i < count, lambda i, *v: (i + 1, *body(*v)), (0, *first))[1:]

    graph = tf.function(looping, autograph=False).get_concrete_function(tf.TensorSpec((3,), tf.float32)).graph
    flat = Flattener({})
    flat.add_root(graph, False)
    step = flat.step
    (frame,) = [f.index for f in step.frames if f.kind == "while-body"]
    fed = {s for op in range(len(step)) if step.roles[op] == ARG and step.frame_of[op] == frame
           for s, _ in step.inputs[op]}  # fmt: skip
    made = [next(op for op in range(len(step)) if step.types[op] == kind) for kind in ("Sin", "Cos", "Tanh")]
    return [op in fed for op in made]


def test_what_is_handed_on_from_turn_to_turn_stays() -> None:
    assert firsts(lambda a, b, c: (a * 2.0, a + b, b * c), 5) == [True, True, True]


def test_what_is_replaced_is_gone_once_it_has_been_handed_on_to_the_end() -> None:
    def fresh(a: Any, b: Any, _: Any) -> tuple[Any, ...]:
        return tf.zeros(3), tf.exp(a), tf.exp(b)

    assert firsts(fresh, 1) == [True, True, True]  # each is handed on once
    assert firsts(fresh, 2) == [True, False, False]
    assert firsts(fresh, 3) == [False, False, False]


def test_two_that_change_places_both_stay() -> None:
    assert firsts(lambda a, b, c: (b, tf.exp(a), tf.ones_like(c)), 7) == [True, True, False]


@pytest.mark.parametrize(
    ("start", "goes_on", "after", "turns"),
    [
        (0, lambda i: i < 3, lambda i: i + 1, 3),
        (0, lambda i: i <= 3, lambda i: i + 2, 2),
        (4, lambda i: i >= 0, lambda i: i - 1, 5),
        (4, lambda i: i > 0, lambda i: i - 3, 2),
        (4, lambda i: i >= 0, lambda i: i + -1, 5),
        (4, lambda i: i < 3, lambda i: i + 1, 0),
        (0, lambda i: i >= 0, lambda i: i + 1, None),  # for ever
        (0, lambda i: i < 3, lambda i: i - 1, None),
        (0, lambda i: i < 3, lambda i: 1 - i, None),
        (0.0, lambda i: i <= 2.5, lambda i: i + 1.0, None),
        (0.0, lambda i: i < 2.5, lambda i: i + 0.5, None),
        (0, lambda i: tf.not_equal(i, 3), lambda i: i + 1, None),
    ],
)
def test_how_often_a_loop_turns(start: Any, goes_on: Any, after: Any, turns: int | None) -> None:
    def looping(x: Any) -> Any:
        return tf.while_loop(lambda i, _: goes_on(i), lambda i, v: (after(i), tf.sin(v)), (start, x))[1]

    graph = tf.function(looping, autograph=False).get_concrete_function(tf.TensorSpec((3,), tf.float32)).graph
    flat = Flattener({})
    flat.add_root(graph, False)
    assert list(flat.step.trip_counts.values()) == ([] if turns is None else [turns])
