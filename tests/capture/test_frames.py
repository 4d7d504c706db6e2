"""The user's frames, and which of them is to be moved."""

from __future__ import annotations

from graphdoctor.capture.frames import Site, caller
from graphdoctor.capture.lines_to_move import beside


def sites(*frames: tuple[str, int]) -> list[Site]:
    return [Site("train.py", line, function) for function, line in frames]


def test_what_a_model_does_is_moved_by_moving_its_call() -> None:
    stack = sites(("<module>", 60), ("train_step", 40), ("call", 20), ("sample", 11))
    assert caller(stack) == stack[1]


def test_a_model_within_a_model_is_part_of_the_outer_call() -> None:
    stack = sites(("<module>", 60), ("call", 20), ("__call__", 11))
    assert caller(stack) == stack[0]


def test_autograph_names_its_copy_of_call() -> None:
    stack = sites(("train_step", 40), ("tf__call", 20))
    assert caller(stack) == stack[0]


def test_a_helper_of_the_scripts_keeps_its_own_line() -> None:
    stack = sites(("<module>", 60), ("normalise", 10))
    assert caller(stack) == stack[1]


def test_no_frame_of_the_users() -> None:
    assert caller([]) is None


def test_what_a_helper_does_is_moved_at_the_line_beside_the_tape() -> None:
    stack = sites(("<module>", 60), ("tf__train_step", 40), ("normalise", 10))
    assert beside(stack, sites(("train_step", 42))) == stack[1]


def test_the_innermost_function_that_has_a_tape_counts() -> None:
    stack = sites(("<module>", 60), ("train_step", 40), ("penalty", 10))
    assert beside(stack, sites(("<module>", 50), ("train_step", 42))) == stack[1]


def test_nothing_of_the_stack_stands_beside_the_tape() -> None:
    assert beside(sites(("<module>", 60), ("features", 10)), sites(("train_step", 42))) is None
