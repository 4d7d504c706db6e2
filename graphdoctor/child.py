"""The child process of an analysis: runs the user's script under the capture's hooks, and writes the report."""

from __future__ import annotations

import _thread
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

from graphdoctor.errors import GraphDoctorError, UserError
from graphdoctor.judge import Judge, crash_finding
from graphdoctor.report.failure import empty_report
from graphdoctor.report.narration import narrated


def child_main() -> NoReturn:
    """Run the job named on the command line, write its report, and end the process."""
    job = json.loads(Path(sys.argv[1]).read_text())
    child = Child(job)
    try:
        child.run()
    except GraphDoctorError as error:
        if error.kind == "no-input":
            sys.stderr.write("\n")  # the prompt has not ended its line
        child.write(empty_report(job["target"], error))
    except Exception as error:
        if os.environ.get("GRAPHDOCTOR_DEBUG"):
            import traceback

            traceback.print_exc()
        child.write(child.crash_report(error))
    child.leave()


class Child(Judge):
    """The judge of a step in a process of its own: the report goes to a file, and the process ends."""

    def __init__(self, job: dict[str, Any]) -> None:
        super().__init__(job["target"])
        self.job = job
        self.pictured = job.get("pictured", True)
        self._lock = threading.RLock()
        self._reached = False

    def run(self) -> None:
        sys.dont_write_bytecode = True  # importing the user's modules must leave no trace
        from graphdoctor.capture import hooks, stop
        from graphdoctor.capture.recorder import log

        log.verify = self.job["verify"]
        stop.judge = self
        stop.steps = self.job["steps"]
        self._start_clock()
        _end_with(self.job["parent"])
        hooks.install()
        self.began = time.perf_counter()
        try:
            self._run_target()
        except GraphDoctorError:
            raise
        except BaseException as error:
            self._ended(error)
        self._ended(None)

    def _run_target(self) -> None:
        from graphdoctor.capture.targets import run_target

        job = self.job
        run_target(
            job["target"], job["args"], module=job["module"], args_from=job["args_from"], loss=job["loss"]
        )

    def _ended(self, error: BaseException | None) -> NoReturn:
        from graphdoctor.capture.recorder import log

        if error is not None and os.environ.get("GRAPHDOCTOR_DEBUG"):
            import traceback

            traceback.print_exception(error)
        if error is not None and crash_finding(error) is not None:
            self._finish_without_step(error)
        log.ended = error is None
        if log.requests:
            log.failure = _told(error)
            if error is not None and log.is_misfit(error):
                self._finish_refused(error)
            self.finish(error is None or isinstance(error, SystemExit) or log.is_whole())
        self._finish_without_step(error)

    def _finish_refused(self, error: BaseException) -> None:
        """A gradient was refused for its shape: the finding, where it is another variable's; else go on."""
        from graphdoctor.capture.failures import first_line
        from graphdoctor.capture.recorder import log

        judged = self.make_report(log.misfit_whole)
        found = next((f for f in judged["findings"] if f["cause"] == "misapplied"), None)
        if found is not None:
            # as for any script that fails while it is traced: nothing is said of single variables
            alone = {**found, "id": "F1", "variables": [], "restores": []}
            refused = f"TensorFlow refuses their shapes: {first_line(error)}"
            told = {"location": found["location"], "message": refused}
            self._crashed(error, {**alone, "related": [told]})

    def _finish_without_step(self, error: BaseException | None) -> NoReturn:
        from graphdoctor.capture.failures import failure_of

        target = self.job["target"]
        if error is None:
            raise UserError(
                "no-training-step",
                f"{target} ended without a training step: no gradient was asked for "
                "(no fit, no tape.gradient, no minimize)",
            )
        found = crash_finding(error)
        if found is not None:
            self._crashed(error, found)
        report = self.base()
        failure = failure_of(error, target)
        if failure.kind != "script-failed":
            raise failure
        report["error"] = failure.to_json()
        self.unfinished(report, error)
        self.write(report)
        self.leave()

    def _crashed(self, error: BaseException, found: dict[str, Any]) -> NoReturn:
        """The script fails because of its wiring: one finding."""
        report = self.base()
        report["findings"] = [found]
        self.unfinished(report, error)
        self.write(report)
        self.leave()

    def _start_clock(self) -> None:
        """A thread, not a signal: a script that is stuck in TensorFlow or deaf to exceptions hears no signal."""
        deadline = time.monotonic() + self.job["timeout"]

        def watch() -> None:
            never.wait(deadline - time.monotonic())
            self._too_late()

        never = threading.Event()
        _thread.start_new_thread(watch, ())

    def _too_late(self) -> None:
        from graphdoctor.capture.frames import is_user_frame
        from graphdoctor.source import read_location

        self._lock.acquire()  # for good: nobody else ends this process now
        if self._reached:
            self._lock.release()
            return
        main = threading.main_thread().ident
        frame = sys._current_frames().get(main) if main is not None else None
        while frame is not None and not is_user_frame(frame):
            frame = frame.f_back
        where = (
            read_location(frame.f_code.co_filename, frame.f_lineno).to_json() if frame is not None else None
        )
        self.write(
            empty_report(
                self.job["target"],
                UserError(
                    "timeout",
                    f"{self.job['target']} has not reached a training step within {self.job['timeout']:g} s; "
                    "allow more with --timeout, or make it train sooner",
                    where,
                ),
            )
        )
        self.leave()

    def finish(self, complete: bool) -> NoReturn:
        from graphdoctor.capture.recorder import paused

        with self._lock:
            self._reached = True
            with paused():
                Path(self.job["reached"]).touch()
            try:
                with narrated("analysing the traced step"):
                    report = self.make_report(complete)
                if self.job["graph"] is not None:
                    self._write_graph(self.job["graph"])
                self.write(report)
            except GraphDoctorError as error:
                self.write(empty_report(self.job["target"], error))
            except Exception as error:
                self.failed(error)
            self.leave()

    def failed(self, error: Exception) -> NoReturn:
        if os.environ.get("GRAPHDOCTOR_DEBUG"):
            import traceback

            traceback.print_exception(error)
        self.write(self.crash_report(error))
        self.leave()

    def _write_graph(self, path: str) -> None:
        import pickle

        from graphdoctor.capture.recorder import paused

        with paused():
            Path(path).write_bytes(pickle.dumps(self.make_graph()))

    def write(self, report: dict[str, Any]) -> None:
        from graphdoctor.capture.recorder import paused

        answer = Path(self.job["answer"])
        partial = answer.with_suffix(".part")
        with paused():  # the guard lets nobody else write here
            partial.write_text(json.dumps(report))
            partial.replace(answer)

    def leave(self) -> NoReturn:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _told(error: BaseException | None) -> str | None:
    """The exception that ended the script, and where, in words; None for a script that came to its end."""
    from graphdoctor.capture.failures import first_line, last_user_site
    from graphdoctor.source import read_location

    if error is None or isinstance(error, SystemExit):
        return None
    site = last_user_site(error)
    where = f" at {read_location(site.file, site.line).file}:{site.line}" if site is not None else ""
    return f"{type(error).__name__}: {first_line(error)}{where}"


def _end_with(parent: int) -> None:
    """End this process and all that the script starts once the parent is gone: nobody would read the report."""

    def watch() -> None:
        while os.getppid() == parent:
            pause.wait(1)
        os.killpg(os.getpid(), signal.SIGKILL)

    pause = threading.Event()
    # Not a `threading.Thread`: a script that lists its threads must not find one of ours.
    _thread.start_new_thread(watch, ())
