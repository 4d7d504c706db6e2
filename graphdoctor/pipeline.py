"""The one module that sees every layer: a script in, a report out.

The script runs in a child process, so that whatever it does to itself (`os._exit`, threads, a bare `except:`) cannot
lose the report, and nothing of it is left behind. The child writes the report to a file; the parent reads it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from graphdoctor.child import TOO_LATE
from graphdoctor.errors import GraphDoctorError, UserError
from graphdoctor.report.failure import empty_report

ANALYSIS_SECONDS = 300.0


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
) -> dict[str, Any]:
    """Analyse a target (see `capture.targets`) and return the report (see the JSON schema).

    args_from: what a callable is called with. loss: which loss a saved model trains with. graph: where to put the
    step's networkx graph, pickled.

    What the user can mend (a missing file, a script that fails before it trains) is in the report's `error`.
    """
    try:
        if not module:
            from graphdoctor.capture.targets import check_target

            check_target(target, args_from, loss)
        job = {
            "target": target, "module": module, "args": args or [], "steps": steps, "verify": verify,
            "args_from": args_from, "loss": loss, "graph": str(graph) if graph is not None else None,
        }  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="graphdoctor-") as scratch:
            return _run_child(job, timeout, Path(scratch))
    except GraphDoctorError as error:
        return empty_report(target, error)


def _run_child(job: dict[str, Any], timeout: float, scratch: Path) -> dict[str, Any]:
    target = job["target"]
    answer = scratch / "report.json"
    private = scratch / "tmp"
    private.mkdir()
    places = {"answer": str(answer), "reached": str(scratch / "reached")}
    (scratch / "job.json").write_text(json.dumps(job | places))
    environment = dict(os.environ, TMPDIR=str(private))
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    command = [
        sys.executable,
        "-c",
        "from graphdoctor.child import child_main; child_main()",
        str(scratch / "job.json"),
    ]
    child = subprocess.Popen(command, stdout=2, env=environment, start_new_session=True)
    try:
        _wait(child, timeout, scratch / "reached", target)
    finally:
        _end(child)
    if not answer.exists():
        raise UserError(
            "script-ended",
            f"{target} ended its process (status {child.returncode}) before any training step; "
            "graphdoctor needs it to reach a gradient computation",
        )
    report: dict[str, Any] = json.loads(answer.read_text())
    return report


def _wait(child: subprocess.Popen[bytes], timeout: float, reached: Path, target: str) -> None:
    try:
        child.wait(timeout)
        return
    except subprocess.TimeoutExpired:
        if reached.exists():
            child.wait(ANALYSIS_SECONDS)
            return
    child.send_signal(TOO_LATE)  # lets the child say where the script is
    try:
        child.wait(3)
    except subprocess.TimeoutExpired:
        raise UserError(
            "timeout",
            f"{target} has not reached a training step within {timeout:g} s; "
            "allow more with --timeout, or make it train sooner",
        ) from None


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child with everything that the script has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended by itself
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
