"""Runs tasks on a Dask cluster. Its machines need graphdoctor, TensorFlow and the same files at the same paths."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from typing import Any

from graphdoctor.errors import UserError
from graphdoctor.many.gathering import Done, Execute
from graphdoctor.many.task import Task
from graphdoctor.report.renderer import Report

SCHEME = "dask://"
CONNECT_SECONDS = 20


def on_cluster(address: str) -> Execute:
    """Runs as many tasks at a time as the cluster has threads. address: ``dask://HOST:PORT``, the scheduler's.

    A task whose worker is lost is run again on another one. Raises UserError (``usage``, ``no-dask``).
    """
    host, _, port = address.removeprefix(SCHEME).rpartition(":")
    if not address.startswith(SCHEME) or not host or not port.isdigit():
        raise UserError("usage", f"--executor takes local or dask://HOST:PORT, not {address!r}")
    try:
        import distributed
    except ImportError as error:
        raise UserError("no-dask", "Dask is not installed; pip install 'graphdoctor[dask]'") from error

    def execute(tasks: Sequence[Task], done: Done) -> None:
        try:
            client = distributed.Client(f"tcp://{host}:{port}", timeout=CONNECT_SECONDS, set_as_default=False)
        except OSError as error:
            raise UserError(
                "no-cluster", f"there is no Dask scheduler at {host}:{port}; check the address"
            ) from error
        with client:
            _execute(client, tasks, done)

    return execute


def _execute(client: Any, tasks: Sequence[Task], done: Done) -> None:
    import distributed

    stop = distributed.Event(f"graphdoctor-stop-{uuid.uuid4().hex}", client=client)
    numbers = {
        client.submit(_run, task, stop.name, key=f"graphdoctor-{uuid.uuid4().hex}", pure=False): number
        for number, task in enumerate(tasks)
    }
    try:
        for future in distributed.as_completed(numbers, loop=client.loop):
            done(numbers[future], _result(future, tasks[numbers[future]]))
    except BaseException:  # Ctrl-C above all: it goes on, once nothing is left running
        stop.set()  # ends what the workers have started; the rest never begins
        client.cancel(list(numbers))
        raise


def _result(future: Any, task: Task) -> Report:
    try:
        report: Report = future.result()
    except Exception as error:  # whatever a cluster can do wrong is no reason to lose the other reports
        what = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return task.failed(
            UserError("cluster", f"the cluster could not run it: {what}; see the workers' logs")
        )
    return report


def _run(task: Task, stop: str) -> Report:
    """On the worker."""
    import distributed

    event = distributed.Event(stop, client=distributed.get_client())
    cancelled, over = threading.Event(), threading.Event()
    listener = threading.Thread(target=_listen, args=(event, cancelled, over), daemon=True)
    listener.start()
    try:
        return task.run(cancelled)
    finally:
        over.set()
        listener.join()


def _listen(event: Any, cancelled: threading.Event, over: threading.Event) -> None:
    """Passes on that the user has stopped, until the task is over."""
    while not over.wait(1):
        try:
            if not event.is_set():
                continue
        except OSError:
            pass  # without the scheduler nobody waits for the report either
        cancelled.set()
        return
