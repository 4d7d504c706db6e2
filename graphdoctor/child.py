"""The child process of an analysis: runs the user's script under the capture's hooks, and writes the report."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

from graphdoctor.errors import CrashError, GraphDoctorError, UserError
from graphdoctor.report.failure import empty_report

TOO_LATE = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""The signal by which the parent says that time is up."""


def child_main() -> NoReturn:
    """Run the job named on the command line, write its report, and end the process."""
    job = json.loads(Path(sys.argv[1]).read_text())
    child = _Child(job)
    try:
        child.run()
    except GraphDoctorError as error:
        child.write(empty_report(job["target"], error))
    except Exception as error:
        if os.environ.get("GRAPHDOCTOR_DEBUG"):
            import traceback

            traceback.print_exc()
        child.write(empty_report(job["target"], CrashError.because(error)))
    child.leave()


class _Child:
    """The judge of the step (see `capture.stop`), and the one who writes the report."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.began = time.perf_counter()
        self._lock = threading.RLock()
        self._known: tuple[Any, Any] | None = None
        self.spent = 0.0

    def run(self) -> None:
        sys.dont_write_bytecode = True  # importing the user's modules must leave no trace
        from graphdoctor.capture import hooks, stop
        from graphdoctor.capture.recorder import log

        log.verify = self.job["verify"]
        stop.judge = self
        stop.steps = self.job["steps"]
        signal.signal(TOO_LATE, self._too_late)
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
        from graphdoctor.capture import notebook, script

        target, args = self.job["target"], self.job["args"]
        if self.job["module"]:
            script.run_module(target, args)
        elif target.endswith(".ipynb"):
            notebook.run_notebook(target, args)
        else:
            script.run_script(target, args)

    def _ended(self, error: BaseException | None) -> NoReturn:
        from graphdoctor.capture.recorder import log

        if error is not None and os.environ.get("GRAPHDOCTOR_DEBUG"):
            import traceback

            traceback.print_exception(error)
        if error is not None and _crash_finding(error) is not None:
            self._finish_without_step(error)
        if log.requests:
            self.finish(error is None or isinstance(error, SystemExit))
        self._finish_without_step(error)

    def _finish_without_step(self, error: BaseException | None) -> NoReturn:
        from graphdoctor.capture import script

        target = self.job["target"]
        if error is None:
            raise UserError(
                "no-training-step",
                f"{target} ended without a training step: no gradient was asked for "
                "(no fit, no tape.gradient, no minimize)",
            )
        found = _crash_finding(error)
        if found is None:
            raise script.failure_of(error, target)
        report = self._base()
        report["findings"] = [found]
        self.write(report)
        self.leave()

    def _too_late(self, _: int, frame: Any) -> NoReturn:
        from graphdoctor.capture.frames import is_user_frame
        from graphdoctor.source import read_location

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
                    f"{self.job['target']} has not reached a training step in time; "
                    "allow more with --timeout, or make it train sooner",
                    where,
                ),
            )
        )
        self.leave()

    # -- what capture.stop asks ----------------------------------------------------------------------------------------

    def connected(self, roots: list[Any]) -> bool:
        from graphdoctor.analysis.verdicts import CONNECTED, FROZEN

        _, judged = self._judged(roots, True)
        return bool(judged.losses) and all(v in (CONNECTED, FROZEN) for v in judged.verdict)

    def hopeless(self, roots: list[Any]) -> bool:
        from graphdoctor.analysis.verdicts import all_none

        _, judged = self._judged(roots, True)
        return bool(all_none(judged))

    def applies(self, root: Any) -> bool:
        _, judged = self._judged([root], True)
        return bool(judged.applies)

    def _judged(self, roots: list[Any], complete: bool) -> tuple[Any, Any]:
        from graphdoctor.analysis.verdicts import judge
        from graphdoctor.capture.assemble import Assembled
        from graphdoctor.capture.eager import aside
        from graphdoctor.capture.recorder import log

        key = ([id(r) for r in roots], len(log.requests), len(log.variables), log.serial, complete)
        if self._known is not None and self._known[0] == key:
            return self._known[1]  # type: ignore[no-any-return]
        try:
            began = time.perf_counter()
            with aside():
                assembled = Assembled(roots)
                judged = judge(assembled.step, complete, frozenset(assembled.left_ops()))
        except Exception as error:  # a bug of ours must not surface in the user's script
            self._crashed(error)
        self.spent = time.perf_counter() - began
        self._known = (key, (assembled, judged))
        return assembled, judged

    def finish(self, complete: bool) -> NoReturn:
        from graphdoctor.capture.recorder import paused

        with self._lock:
            with paused():
                Path(self.job["reached"]).touch()
            try:
                self.write(self._report(complete))
            except GraphDoctorError as error:
                self.write(empty_report(self.job["target"], error))
            except Exception as error:
                self._crashed(error)
            self.leave()

    def _crashed(self, error: Exception) -> NoReturn:
        if os.environ.get("GRAPHDOCTOR_DEBUG"):
            import traceback

            traceback.print_exception(error)
        self.write(empty_report(self.job["target"], CrashError.because(error)))
        self.leave()

    def _report(self, complete: bool) -> dict[str, Any]:
        from graphdoctor.capture.evidence import CapturedEvidence
        from graphdoctor.capture.recorder import log, paused
        from graphdoctor.diagnosis.report import fill

        roots = list(log.roots)
        if log.step_graph is not None:
            roots.append(log.step_graph)
        if not roots:
            roots = _outermost_graphs()
        assembled, judged = self._judged(roots, complete)
        report = self._base()
        began = time.perf_counter()
        with paused():
            fill(report, judged, CapturedEvidence(assembled))
        report["capture"] = {
            "mode": log.mode,
            "ops": len(assembled.step),
            "trace_seconds": round(began - self.began - self.spent, 3),
            "analysis_seconds": round(time.perf_counter() - began + self.spent, 3),
        }
        self._compare(report)
        return report

    def _compare(self, report: dict[str, Any]) -> None:
        """With --verify: a disagreement with TensorFlow is a bug of ours, and said to be one."""
        told = [(v["name"], loss, said) for v in report["variables"] for loss, said in v["verified"].items()]
        wrong = [(name, loss, said) for name, loss, said in told if said != "agrees"]
        if wrong:
            name, loss, said = wrong[0]
            what = f"{said} for {name} and {loss}, against its verdict here ({len(wrong)} of {len(told)} disagree)"
            report["error"] = CrashError(what).to_json()
        elif told:
            report["notes"].append(f"verified: TensorFlow agrees on which of {len(told)} gradients are None")

    def _base(self) -> dict[str, Any]:
        report = empty_report(self.job["target"])
        for name in ("tensorflow", "keras"):
            module = sys.modules.get(name) or (sys.modules.get("tf_keras") if name == "keras" else None)
            report["environment"][name] = getattr(module, "__version__", None)
        return report

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


def _crash_finding(error: BaseException) -> dict[str, Any] | None:
    """The finding for a script that crashed because of its wiring; None where it failed for a reason of its own."""
    from graphdoctor.capture.crash import fatal_exit, state_failure
    from graphdoctor.capture.evidence import located
    from graphdoctor.diagnosis.crash import roundtrip_finding, state_finding

    if not isinstance(error, Exception):
        return None
    failure = state_failure()
    found = state_finding(failure) if failure is not None else None
    if found is not None:
        return found
    event = fatal_exit(error)
    return roundtrip_finding(event.kind, located(event.site)) if event is not None else None


def _outermost_graphs() -> list[Any]:
    from graphdoctor.capture.recorder import log

    found: list[Any] = []
    for request in log.requests:
        graph = request.graph
        while getattr(graph, "outer_graph", None) is not None and hasattr(graph.outer_graph, "captures"):
            graph = graph.outer_graph
        if all(graph is not g for g in found):
            found.append(graph)
    return found[-1:] if len(found) > 1 and not hasattr(found[-1], "captures") else found
