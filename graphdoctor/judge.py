"""Judges the step that the hooks have seen, and makes the report of it; who asks says what happens then."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from graphdoctor.errors import CrashError
from graphdoctor.report.failure import empty_report


class Judge:
    """What `capture.stop` asks of the step so far. A subclass says what becomes of the report (`finish`, `failed`)."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.pictured = True  # whether anybody will look at a drawing, a page or the JSON document
        self.began = time.perf_counter()
        self.spent = 0.0
        self.assembled: Any = None  # what the report was made of
        self._known: tuple[Any, Any] | None = None

    def finish(self, complete: bool) -> NoReturn:
        """The step is over: make the report, hand it over, and leave the user's code."""
        raise NotImplementedError

    def failed(self, error: Exception) -> NoReturn:
        """A bug of graphdoctor's own: it must not surface in the user's code."""
        raise NotImplementedError

    def connected(self, roots: list[Any]) -> bool:
        from graphdoctor.analysis.verdicts import CONNECTED, FROZEN

        _, judged = self._judged(roots, True)
        return bool(judged.losses) and all(v in (CONNECTED, FROZEN) for v in judged.verdict)

    def hopeless(self, roots: list[Any]) -> bool:
        from graphdoctor.analysis.verdicts import all_none

        _, judged = self._judged(roots, True)
        return bool(all_none(judged))

    def arriving(self, roots: list[Any]) -> bool:
        _, judged = self._judged(roots, True)
        return bool(judged.arrives)

    def unanswered(self, root: Any, request: Any) -> list[bool]:
        """For each source of a request whether TensorFlow answers None, as the step stands."""
        from graphdoctor.analysis.verdicts import DISCONNECTED

        assembled, judged = self._judged([root], False)
        indices = [n for n, seen in enumerate(assembled.seen_requests) if seen is request]
        if not indices or indices[0] not in judged.reach:
            return [False] * len(request.sources)
        said = [
            judged.by_loss[source.variable].get(indices[0]) if source.variable is not None else None
            for source in assembled.step.requests[indices[0]].sources
        ]
        return [s is not None and s.verdict == DISCONNECTED and not s.undecided for s in said]

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
            with aside(), uncollected():
                assembled = Assembled(roots)
                judged = judge(assembled.step, complete, frozenset(assembled.left_ops()))
        except Exception as error:  # a bug of ours must not surface in the user's script
            self.failed(error)
        self.spent = time.perf_counter() - began
        self._known = (key, (assembled, judged))
        return assembled, judged

    def make_report(self, complete: bool) -> dict[str, Any]:
        """The report on everything that was seen; `complete`: the user's code did not fail on the way."""
        from graphdoctor.capture.evidence import CapturedEvidence
        from graphdoctor.capture.recorder import log, paused
        from graphdoctor.capture.unrun import note_unrun
        from graphdoctor.diagnosis.report import APPLIES_NONE, fill

        roots = list(log.roots)
        if log.step_graph is not None:
            roots.append(log.step_graph)
        if not roots:
            roots = _outermost_graphs()
        assembled, judged = self._judged(roots, complete)
        self.assembled = assembled
        report = self.base()
        began = time.perf_counter()
        with paused(), uncollected():
            fill(report, judged, CapturedEvidence(assembled), self.pictured)
        note_unrun()
        report["notes"].extend(log.notes)
        report["capture"] = {
            "mode": log.mode,
            "ops": len(assembled.step),
            "trace_seconds": round(began - self.began - self.spent, 3),
            "analysis_seconds": round(time.perf_counter() - began + self.spent, 3),
        }
        if log.loss_only:
            report["notes"] = [note for note in report["notes"] if note != APPLIES_NONE]
            report["notes"].append(
                "judged by the loss alone: whether an optimizer applies the gradients was not seen"
            )
        self._compare(report)
        return report

    def make_graph(self) -> Any:
        """The reported step as a networkx graph whose ops name their lines."""
        from graphdoctor.capture.eager import aside
        from graphdoctor.capture.evidence import CapturedEvidence
        from graphdoctor.graph.index import to_networkx

        with aside():
            return to_networkx(self.assembled.step, CapturedEvidence(self.assembled).locate)

    def _compare(self, report: dict[str, Any]) -> None:
        """With --verify: a disagreement with TensorFlow is a bug of ours, and said to be one."""
        from graphdoctor.diagnosis.verify import AGREES, against_us

        told = [(v["name"], loss, said) for v in report["variables"] for loss, said in v["verified"].items()]
        wrong = [(name, loss, said) for name, loss, said in told if against_us(said)]
        if wrong:
            name, loss, said = wrong[0]
            what = f"{said} for {name} and {loss}, against its verdict here ({len(wrong)} of {len(told)} disagree)"
            report["error"] = CrashError(what).to_json()
        elif told:
            open_ = {said for _, _, said in told if said != AGREES}
            agreed = sum(said == AGREES for _, _, said in told)
            report["notes"].append(f"verified: TensorFlow agrees on {agreed} of {len(told)} gradients")
            report["notes"] += [f"verified: some gradient was {why}" for why in sorted(open_)]

    def unfinished(self, report: dict[str, Any], error: BaseException) -> None:
        """Put into the report of a script that failed what had been traced by then, as a drawing."""
        from graphdoctor.capture.eager import aside
        from graphdoctor.capture.wreck import drawn_wreck

        if not self.pictured:
            return
        try:
            with aside():
                report["drawing"] = drawn_wreck(report, error)
        except Exception as bug:  # the finding must not be lost to its picture
            report["notes"].append(f"what was traced before the failure could not be drawn: {bug!r}")

    def crash_report(self, error: Exception) -> dict[str, Any]:
        """What is left where graphdoctor itself has failed: its error, and what was known before."""
        from graphdoctor.capture.evidence import located
        from graphdoctor.capture.recorder import log

        report = self.base()
        report["error"] = CrashError.because(error).to_json()
        if log.variables:
            report["notes"].append(f"known before: {len(log.variables)} variables were created")
        for request in log.requests[:5]:
            where = located(request.site)
            place = f" at {where.file}:{where.line}" if where is not None else ""
            report["notes"].append(
                f"known before: gradients of {len(request.sources)} sources are asked for{place}"
            )
        return report

    def base(self) -> dict[str, Any]:
        """A report that holds nothing yet but which versions ran."""
        report = empty_report(self.target)
        for name in ("tensorflow", "keras"):
            module = sys.modules.get(name) or (sys.modules.get("tf_keras") if name == "keras" else None)
            report["environment"][name] = getattr(module, "__version__", None)
        return report


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's collector of cycles: it would look through all of TensorFlow's objects again and again, while
    the analysis makes hardly any cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def crash_finding(error: BaseException) -> dict[str, Any] | None:
    """The finding for a script that crashed because of its wiring; None where it failed for a reason of its own."""
    from graphdoctor.capture.crash import blind_request, fatal_exit, state_failure
    from graphdoctor.capture.evidence import located
    from graphdoctor.capture.failures import last_user_site
    from graphdoctor.diagnosis.crash import roundtrip_finding, state_finding, unwatched_finding

    if not isinstance(error, Exception):
        return None
    failure = state_failure()
    found = state_finding(failure) if failure is not None else None
    if found is not None:
        return found
    event = fatal_exit(error)
    if event is not None:
        return roundtrip_finding(event.kind, located(event.site))
    blind = blind_request(error)
    return (
        unwatched_finding(located(blind.site), located(last_user_site(error))) if blind is not None else None
    )


def _outermost_graphs() -> list[Any]:
    from graphdoctor.capture.recorder import log

    found: list[Any] = []
    for request in log.requests:
        graph = request.graph
        while getattr(graph, "outer_graph", None) is not None and hasattr(graph.outer_graph, "captures"):
            graph = graph.outer_graph
        if all(graph is not g for g in found):
            found.append(graph)
    return found
