"""Runs tasks on this machine, some at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from graphdoctor.many.gathering import Done, Execute
from graphdoctor.many.task import Task


def locally(jobs: int) -> Execute:
    """Runs `jobs` tasks at a time. A thread each is enough: it only waits for a process."""

    def execute(tasks: Sequence[Task], done: Done) -> None:
        cancelled = threading.Event()
        with ThreadPoolExecutor(jobs) as pool:
            numbers = {pool.submit(task.run, cancelled): number for number, task in enumerate(tasks)}
            try:
                for future in as_completed(numbers):
                    done(numbers[future], future.result())
            except BaseException:  # Ctrl-C above all: it goes on, once nothing is left running
                cancelled.set()
                pool.shutdown(cancel_futures=True)
                raise

    return execute
