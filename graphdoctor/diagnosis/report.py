"""From judged variables to the report: findings, verdicts, losses, notes."""

from __future__ import annotations

from typing import Any

from graphdoctor.analysis.verdicts import CONNECTED, FROZEN, Judged
from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.candidates import name_candidates
from graphdoctor.diagnosis.cause import Case, Told, causes
from graphdoctor.diagnosis.cut_short import is_open, notes_on, trains_tensors
from graphdoctor.diagnosis.drawing import Drawer, files_of
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.grouping import Group, grouped
from graphdoctor.diagnosis.paths import Paths
from graphdoctor.diagnosis.snippets import narrowed
from graphdoctor.diagnosis.states import StateDoctor
from graphdoctor.diagnosis.verify import Comparison
from graphdoctor.diagnosis.witness import Witnesses
from graphdoctor.diagnosis.words import called
from graphdoctor.graph.model import Variable
from graphdoctor.source import Location

APPLIES_NONE = "the step computes gradients, and none of them was seen to be applied"
_INFO_CAUSES = ("outside-tape", "stop-gradient")


def fill(report: dict[str, Any], judged: Judged, evidence: Evidence, pictured: bool = True) -> None:
    """Fill in losses, variables, findings, summary and notes.

    pictured: also what only a drawing, a page or the JSON document shows: the drawing itself, and the way of each
    gradient that arrives. Without it `files` names the files that the drawing's boxes would point to.
    """
    blamer = Blamer(judged, evidence)
    blames: list[tuple[Variable, Blame]] = []
    undecided, unreached, elsewhere = [], [], []
    waiting = [v for v in _shown(judged) if _never_applied(judged, v.index)]
    judged.undecided.update(v.index for v in waiting)
    for variable in _shown(judged):
        blame = None if _undecided(judged, variable.index) else blamer.blame(variable.index)
        if blame is not None and is_open(judged, evidence, variable.index, blame.cause):
            unreached.append(variable.name)
            _leave_open(judged, variable.index)
        elif blame is not None and trains_tensors(judged, evidence, variable.index):
            elsewhere.append(variable.name)
            _leave_open(judged, variable.index)
        elif blame is not None:
            blames.append((variable, blame))
        elif judged.verdict[variable.index] not in (CONNECTED, FROZEN):
            undecided.append(variable.name)
            _leave_open(judged, variable.index)
    groups = grouped(blamer, blames)
    name_candidates(blamer, groups)
    findings = [finding(f"F{n}", group, judged, evidence) for n, group in enumerate(groups, 1)]
    report["findings"] = findings
    report["losses"] = [_loss(judged, evidence, n) for n in range(len(judged.losses))]
    compared = Comparison(judged, evidence)
    blamed = {v.index: group.blame for group in groups for v in group.variables}
    found = {name: f for f in reversed(findings) for name in f["variables"]}
    witnesses = Witnesses(judged, evidence)
    report["variables"] = [
        _variable(v, witnesses, found.get(v.name), blamed.get(v.index), compared, pictured)
        for v in _shown(judged)
    ]
    if pictured:
        paths = Paths(judged, evidence)
        for entry, variable in zip(report["variables"], _shown(judged), strict=True):
            entry["path"] = paths.start(variable.index, blamed.get(variable.index))
        report["paths"] = paths.spelled()
    for entry in report["variables"]:
        report["summary"][entry["verdict"]] += 1
    chosen = [v.name for v in waiting if judged.complete]
    report["notes"] = _notes(judged, undecided, elsewhere, chosen) + notes_on(judged, evidence, unreached)
    report["states"] = StateDoctor(blamer, [group.blame for group in groups]).table()
    if not pictured:
        report["files"] = files_of(judged, evidence)
        return
    numbered = [(f"F{n}", g.blame, [v.index for v in g.variables]) for n, g in enumerate(groups, 1)]
    report["drawing"] = Drawer(
        blamer, numbered, {f["id"]: _argument(f["suggestion"]) for f in findings}
    ).draw()


def _argument(suggestion: str | None) -> str:
    """The keyword argument that a suggested call adds: what the missing wire is called in the drawing."""
    found = (
        suggestion[suggestion.index("initial_state=") :]
        if suggestion and "initial_state=" in suggestion
        else ""
    )
    return found.removesuffix(")") or "initial_state"


def _shown(judged: Judged) -> list[Variable]:
    return [v for v in judged.step.variables if not v.library]


def _undecided(judged: Judged, variable: int) -> bool:
    said = judged.by_loss[variable].values()
    return judged.verdict[variable] not in (CONNECTED, FROZEN) and any(s.undecided for s in said)


def _never_applied(judged: Judged, variable: int) -> bool:
    """Whether a gradient comes to a variable, but the script failed before any was applied to it."""
    connected = [said for said in judged.by_loss[variable].values() if said.verdict == CONNECTED]
    return judged.verdict[variable] == CONNECTED and all(said.undecided for said in connected)


def _leave_open(judged: Judged, variable: int) -> None:
    judged.undecided.add(variable)
    judged.verdict[variable] = CONNECTED


def _place(location: Location | None) -> tuple[str, int]:
    return (location.file, location.line) if location is not None else ("", 0)


def finding(name: str, group: Group, judged: Judged, evidence: Evidence) -> dict[str, Any]:
    """One finding as the report has it."""
    blame, variables = group.blame, group.variables
    cause = causes.find(blame.cause)
    case = Case(blame, variables, judged, evidence, frozenset(group.won))
    told = cause.tell(case)
    return {
        "id": name,
        "cause": blame.cause,
        "severity": _severity(case, told, cause.doc.severity),
        "title": told.title,
        "message": told.message,
        "label": told.label,
        "help": told.help,
        "location": narrowed(blame.location, "value", called(case)),
        "related": _related(case, told),
        "variables": [v.name for v in variables],
        "suggestion": told.suggestion,
        "restores": [v.name for v in variables if v.index in group.won],
        "candidates": _candidates(blame, judged),
    }


def _candidates(blame: Blame, judged: Judged) -> list[dict[str, Any]]:
    """Every state that fits, where several do; without code of its own a candidate is its encoder's name."""
    return [
        {
            "source": candidate.encoder,
            "suggestion": candidate.suggestion,
            "restores": [v.name for v in judged.step.variables if v.index in candidate.won],
        }
        | ({"location": candidate.location.to_json()} if candidate.location is not None else {})
        for candidate in blame.candidates
    ]


def _severity(case: Case, told: Told, usual: str) -> str:
    """A network that is in no list and whose every use is detached is not meant to train: a target, a teacher."""
    if told.severity is not None:
        return told.severity
    if case.blame.cause in _INFO_CAUSES and not any(case.judged.asking(v.index) for v in case.variables):
        return "info"
    return usual


def _related(case: Case, told: Told) -> list[dict[str, Any]]:
    related = []
    if case.blame.made is not None and told.made is not None and case.blame.made != case.blame.location:
        related.append({"location": narrowed(case.blame.made, "target"), "message": told.made})
    seen = {_place(case.blame.location), _place(case.blame.made)}
    for variable in case.variables:
        created = case.evidence.created(variable.index)
        if created is not None and _place(created) not in seen:
            seen.add(_place(created))
            what = _made_there(case, variable, created)
            related.append({"location": narrowed(created, "value"), "message": f"{what} is created here"})
    related += [{"location": where.to_json(), "message": words} for where, words in told.related]
    return related[:4]


def _made_there(case: Case, variable: Variable, created: Location) -> str:
    """The layer, where several of its variables (or none but its own) are made at a line; else the variable."""
    there = [v for v in case.judged.step.variables if case.evidence.created(v.index) == created]
    if variable.layer and (len(there) > 1 or variable.layer_type not in ("Module", None)):
        own = [v for v in case.judged.step.variables if v.layer_key == variable.layer_key]
        if len({_place(case.evidence.created(v.index)) for v in own}) == 1:
            return variable.layer
    return case.evidence.expression(variable.index) or variable.name.rpartition("/")[2]


def _loss(judged: Judged, evidence: Evidence, number: int) -> dict[str, Any]:
    request = judged.losses[number]
    where = evidence.locate_request(request.index)
    return {
        "id": f"loss{request.index}",
        "location": where.to_json() if where is not None else None,
        "sources": len(request.sources),
    }


def _variable(
    variable: Variable,
    witnesses: Witnesses,
    mine: dict[str, Any] | None,
    blame: Blame | None,
    compared: Comparison,
    pictured: bool,
) -> dict[str, Any]:
    judged, evidence = witnesses.judged, witnesses.evidence
    created = evidence.created(variable.index)
    return {
        "name": variable.name,
        "expression": evidence.expression(variable.index),
        "layer": variable.layer,
        "layer_type": variable.layer_type,
        "role": variable.role,
        "shape": list(variable.shape),
        "dtype": variable.dtype,
        "trainable": variable.trainable,
        "verdict": judged.verdict[variable.index],
        "cause": mine["cause"] if mine else None,
        "finding": mine["id"] if mine else None,
        "by_loss": {f"loss{n}": said.verdict for n, said in sorted(judged.by_loss[variable.index].items())},
        "witness": witnesses.of(variable.index, blame) if pictured or blame is not None else None,
        "verified": compared.said[variable.index],
        "created_at": created.to_json() if created is not None else None,
    } | ({"undecided": True} if variable.index in judged.undecided else {})


def _notes(judged: Judged, undecided: list[str], elsewhere: list[str], chosen: list[str]) -> list[str]:
    notes = list(judged.notes)
    if undecided:
        notes.append(f"undecided, and counted as connected: {', '.join(undecided)}")
    if elsewhere:
        notes.append(
            "undecided, as the step trains tensors that it is given, and their values may be among these: "
            + ", ".join(elsewhere)
        )
    if chosen:
        notes.append(
            "undecided, as the script looks at the values of its gradients and may choose by them which to apply: "
            + ", ".join(chosen)
        )
    if judged.losses and not judged.applies and judged.complete:
        notes.append(APPLIES_NONE)
    return notes
