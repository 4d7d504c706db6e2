"""The drawing of a script that failed while its model was traced or wired: what there was by then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from graphdoctor.analysis.verdicts import judge
from graphdoctor.capture.assemble import Assembled
from graphdoctor.capture.evidence import CapturedEvidence, located
from graphdoctor.capture.failures import first_line, last_user_site
from graphdoctor.capture.recorder import SeenCall, log
from graphdoctor.capture.unfinished import forget_others, tensors_in_line, unfinished_graphs
from graphdoctor.diagnosis.unfinished import Crash, UnfinishedDrawer
from graphdoctor.diagnosis.wired import wired_drawing


def drawn_wreck(report: dict[str, Any], error: BaseException) -> dict[str, Any] | None:
    """The drawing for a report that holds the finding or the error; None where nothing was traced or wired."""
    forget_others(error)
    found = next(iter(report["findings"]), None)
    if found is not None:
        told = [(found["label"], found["location"])]
        told += [(entry["message"], entry["location"]) for entry in found["related"]]
        places = [Crash(message, location, found["id"]) for message, location in told]
        # what fails need not be what is to be mended: the finding says both then
        failing = located(last_user_site(error))
        crash = next((place for place in places if place.is_at(failing)), places[0])
    else:
        crash = Crash(f"{type(error).__name__}: {first_line(error)}", report["error"]["location"], None)
    return _traced(crash, error) or _wired(crash)


def _traced(crash: Crash, error: BaseException) -> dict[str, Any] | None:
    roots = unfinished_graphs()
    if not roots:
        return None
    assembled = Assembled(roots[:1], log.failed_calls, roots[1:])
    calls = {id(call): number for number, call in enumerate(assembled.calls)}
    failed = [calls[id(call)] for call in _failed() if id(call) in calls]
    given = [event.tensor for event in log.exits[-1:] if event.fatal]
    site = last_user_site(error)
    if not given and site is not None:
        given = tensors_in_line(error, site.file, site.line)
    reads = tuple(ref for tensor in given if (ref := assembled.ref(tensor)) is not None)
    drawer = UnfinishedDrawer(
        judge(assembled.step, False),
        CapturedEvidence(assembled),
        replace(crash, calls=tuple(failed), reads=reads),
    )
    drawn = drawer.draw()
    return drawn if len(drawn["boxes"]) > 1 else None


def _failed() -> list[SeenCall]:
    """The layer calls that failed, innermost first; a recurrent layer's own failure says most."""
    call = log.state_failure
    if call is None or call not in log.failed_calls:
        return log.failed_calls
    return log.failed_calls[log.failed_calls.index(call) :]


def _wired(crash: Crash) -> dict[str, Any] | None:
    """Of a functional model that was being put together there are only its layers' symbolic calls."""
    made = CapturedEvidence(Assembled([]))
    nodes = made.nodes()
    known = {tensor for node in nodes for tensor in node.outputs}
    call = next((c for c in log.failed_calls if known & {id(t) for t in c.inputs}), None)
    if call is None:
        return None
    name, kind = str(getattr(call.layer, "name", "")), type(call.layer).__name__
    return wired_drawing(nodes, made, crash, (id(call.layer), name, kind), [id(t) for t in call.inputs])
