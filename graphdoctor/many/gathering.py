"""Runs tasks on whatever runs them, and keeps what is finished."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from graphdoctor.errors import UserError
from graphdoctor.many.task import Task
from graphdoctor.report.renderer import Report

Done = Callable[[int, Report], None]
"""Told about each finished task: its number and its report."""
Execute = Callable[[Sequence[Task], Done], None]
"""Runs the tasks in any order. At a KeyboardInterrupt it stops what it has started and lets it pass."""


def gather(
    tasks: Sequence[Task], execute: Execute, told: Callable[[Report], None] = lambda _: None
) -> list[Report]:
    """The reports in the order of the tasks; those that Ctrl-C (or a request to end) came before say so.

    What breaks `execute` (a cluster that is lost) is raised only where nothing was finished before.
    """
    finished: dict[int, Report] = {}
    broken: UserError | None = None

    def done(number: int, report: Report) -> None:
        finished[number] = report
        told(report)

    try:
        with _ending_like_ctrl_c():
            execute(tasks, done)
    except KeyboardInterrupt:
        pass  # what is missing below says what happened
    except Exception as error:
        if not finished:
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        broken = UserError("not-run", f"it was not run: {what[:200]}; check it again")
    return [
        finished.get(number) or (task.failed(broken) if broken else task.interrupted())
        for number, task in enumerate(tasks)
    ]


@contextmanager
def _ending_like_ctrl_c() -> Iterator[None]:
    """A polite request to end (a CI job that is called off) leaves as much as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
