"""Whether a script that failed had come to the end of a step with all that it asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from graphdoctor.capture.recorder import Log, SeenRequest

FIRST, SECOND = SimpleNamespace(handle=1), SimpleNamespace(handle=2)


def request(order: int, line: int, source: Any, answer: Any = "gradient") -> SeenRequest:
    return SeenRequest(None, None, [], [source], [answer], None, (line,), order=order)


@pytest.mark.parametrize(
    ("later", "whole"),
    [
        (request(9, 4, FIRST), True),  # the loop's next turn
        (request(9, 4, SECOND), False),  # the same line asks for another variable
        (request(9, 7, FIRST), False),
        (request(9, 7, SECOND, None), True),  # asked for in vain
    ],
)
def test_a_step_is_whole_until_something_new_is_asked_for(later: SeenRequest, whole: bool) -> None:
    log = Log()
    log.requests, log.step_end = [request(1, 4, FIRST), later], 5
    assert log.is_whole() is whole
