"""The one module that sees every layer: a script in, a report out.

The script runs in a child process, so that whatever it does to itself (`os._exit`, threads, a bare `except:`) cannot
lose the report, and nothing of it is left behind. The child writes the report to a file; the parent reads it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from graphdoctor.errors import GraphDoctorError, UserError
from graphdoctor.report.failure import empty_report
from graphdoctor.watch import Limits, end, wait

_ROOT = str(Path(__file__).parent.parent)
"""Where graphdoctor lies: the child may find it there only, when it runs from a clone."""


def analyze(
    target: str,
    *,
    module: bool = False,
    args: list[str] | None = None,
    steps: int | None = 1,
    verify: bool = False,
    timeout: float = 600.0,
    args_from: str | None = None,
    loss: str | None = None,
    graph: Path | None = None,
    memory_limit: int | None = None,
    pictured: bool = True,
    folder: str | None = None,
    quiet: bool = False,
    cancelled: threading.Event | None = None,
) -> dict[str, Any]:
    """Analyse a target (see `capture.targets`) and return the report (see the JSON schema).

    args_from: what a callable is called with. loss: which loss a saved model trains with. graph: where to put the
    step's networkx graph, pickled. pictured: whether to fill in what only a drawing, a page or the JSON document
    shows.

    memory_limit: bytes that the script and its children may hold. folder: where to run it, for a target with an
    absolute path (default: the working directory). quiet: drop what it prints, and give it nothing to read. cancelled:
    ends the analysis when it is set.

    What the user can mend (a missing file, a script that fails before it trains) is in the report's `error`.
    """
    try:
        if not module:
            from graphdoctor.capture.targets import check_target

            check_target(target, args_from, loss)
        job = {
            "target": target, "module": module, "args": args or [], "steps": steps, "verify": verify,
            "args_from": args_from, "loss": loss, "graph": str(graph) if graph is not None else None,
            "timeout": timeout, "pictured": pictured,
        }  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="graphdoctor-") as scratch:
            child = partial(_start, folder=folder, quiet=quiet)
            return _run_child(job, child, Limits(timeout, memory_limit, cancelled), Path(scratch))
    except GraphDoctorError as error:
        return empty_report(target, error)


def _run_child(
    job: dict[str, Any], start: Callable[[Path], subprocess.Popen[bytes]], limits: Limits, scratch: Path
) -> dict[str, Any]:
    target = job["target"]
    answer = scratch / "report.json"
    places = {"answer": str(answer), "reached": str(scratch / "reached"), "parent": os.getpid()}
    (scratch / "job.json").write_text(json.dumps(job | places))
    child = start(scratch)
    try:
        wait(child, limits, scratch / "reached", target)
    finally:
        end(child)
    if not answer.exists():
        raise _ended_without_answer(target, child.returncode)
    report: dict[str, Any] = json.loads(answer.read_text())
    return report


def _start(scratch: Path, folder: str | None, quiet: bool) -> subprocess.Popen[bytes]:
    private = scratch / "tmp"
    private.mkdir()
    environment = dict(os.environ, TMPDIR=str(private))
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    environment.setdefault("MPLBACKEND", "Agg")  # a window would wait to be closed
    # the script's folder comes first on the path once the script runs: a json.py there is not for graphdoctor
    path = f"import sys; sys.path[0] = {str(private)!r}; sys.path += [] if {_ROOT!r} in sys.path else [{_ROOT!r}]"
    code = f"{path}; from graphdoctor.child import child_main; child_main()"
    silence = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.Popen(
            [sys.executable, "-c", code, str(scratch / "job.json")],
            stdin=silence, stdout=silence or 2, stderr=silence, env=environment, cwd=folder, start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise UserError("no-such-folder", f"there is no folder {folder} to run the script in") from error


def _ended_without_answer(target: str, status: int) -> UserError:
    if status == -signal.SIGKILL:
        return UserError(
            "out-of-memory",
            f"{target} was killed before any training step, as systems do that run out of memory; give it less data to "
            "load",
        )
    how = f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}, as os._exit does,"
    return UserError(
        "script-ended",
        f"{target} ended its process {how} before any training step; graphdoctor needs it to reach a gradient "
        "computation",
    )
