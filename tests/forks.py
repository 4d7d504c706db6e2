"""Runs the command many times without importing TensorFlow each time: in forks of a process that has imported it.

`graphdoctor` imports TensorFlow before it runs the user's script, so a fork of a process that has done nothing else is
where the command would be some two seconds later. The command's own code runs, up to the call that would start its
child process: that is a fork as well.

Run as `python -m tests.forks`; it answers jobs, one JSON document a line.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any, NoReturn

from tests.support import ROOT, Ran, environment, graphdoctor

TICK = 0.01
_server: list[subprocess.Popen[str]] = []


def forked(*arguments: str, cwd: Path, timeout: float = 180) -> Ran:
    """As `support.graphdoctor`. Raises TimeoutError."""
    if not hasattr(os, "fork"):
        return graphdoctor(*arguments, cwd=cwd, timeout=timeout)
    with tempfile.TemporaryDirectory() as scratch:
        out, err = Path(scratch, "out"), Path(scratch, "err")
        job = {"args": arguments, "cwd": str(cwd), "out": str(out), "err": str(err), "timeout": timeout}
        status = _ask(job)
        if status is None:
            raise TimeoutError(f"graphdoctor {' '.join(arguments)}: not done after {timeout:g} s")
        return Ran(status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _ask(job: Mapping[str, Any]) -> int | None:
    server = _started()
    assert server.stdin is not None
    assert server.stdout is not None
    print(json.dumps(job), file=server.stdin, flush=True)
    answer: int | None = json.loads(server.stdout.readline())
    return answer


def _started() -> subprocess.Popen[str]:
    if not _server:
        command = [sys.executable, "-m", "tests.forks"]
        pipe = subprocess.PIPE
        _server.append(
            subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=pipe, stdout=pipe, text=True)
        )
    return _server[0]


# -- the server --------------------------------------------------------------------------------------------------------


class Fork:
    """What `subprocess.Popen` is to `graphdoctor.pipeline`: runs `python -c CODE ARGUMENTS` in a fork."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        stdin: int | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
        env: Mapping[str, str],
        cwd: str | None = None,
        start_new_session: bool,
    ) -> None:
        self.returncode: int | None = None
        _, flag, code, *arguments = command
        assert flag == "-c"
        assert start_new_session

        def work() -> None:
            for number, redirected in ((0, stdin), (1, stdout), (2, stderr)):
                _redirect(number, redirected)
            os.environ.clear()
            os.environ.update(env)
            tempfile.tempdir = None
            if cwd is not None:
                os.chdir(cwd)
            sys.argv[:] = ["-c", *arguments]
            exec(code, {"__name__": "__main__"})

        self.pid = _fork(work)

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, negative for a signal. Raises `subprocess.TimeoutExpired`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            pid, status = os.waitpid(self.pid, 0 if deadline is None else os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
            elif deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("fork", timeout or 0.0)
            else:
                time.sleep(TICK)
        return self.returncode


def _fork(work: Callable[[], None]) -> int:
    """The id of a new process, of a session of its own, that does the work and ends."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    status = 70
    try:
        work()
        status = 0
    except SystemExit as exit_:
        status = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _redirect(number: int, to: int | None) -> None:
    if to is not None and to != number:
        os.dup2(os.open(os.devnull, os.O_RDWR) if to == subprocess.DEVNULL else to, number)


def _command(job: Mapping[str, Any]) -> NoReturn:
    from graphdoctor import pipeline
    from graphdoctor.cli import main

    for number, path in ((0, os.devnull), (1, job["out"]), (2, job["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
    os.chdir(job["cwd"])
    sys.argv[:] = ["graphdoctor", *job["args"]]
    vars(pipeline)["subprocess"] = SimpleNamespace(**{**vars(subprocess), "Popen": Fork})
    sys.exit(main())


def _answer(job: Mapping[str, Any]) -> int | None:
    pid = _fork(lambda: _command(job))
    deadline = time.monotonic() + job["timeout"]
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(TICK)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def _serve() -> None:
    import tensorflow  # noqa: F401

    import graphdoctor.child
    import graphdoctor.cli
    import graphdoctor.pipeline  # noqa: F401

    answers: IO[str] = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    jobs = os.fdopen(os.dup(0), encoding="utf-8")
    gc.freeze()
    for line in jobs:
        print(json.dumps(_answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    _serve()
