"""Which variables share a finding: one for each place to mend, and no more places than it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphdoctor.analysis.repair import (
    has_live_path,
    restored_by_passing,
    restored_by_recording,
    restored_by_wiring,
)
from graphdoctor.analysis.verdicts import Judged
from graphdoctor.diagnosis.adding import adding
from graphdoctor.diagnosis.blame import Blamer
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.evidence import Evidence
from graphdoctor.diagnosis.rerouting import rerouting
from graphdoctor.diagnosis.rewiring import rewiring
from graphdoctor.graph.model import Variable

_ASKING = ("missing-from-sources", "not-applied", "misapplied", "not-watched")
"""Causes whose path is there: it is mended by asking for the gradient, or by applying it."""


@dataclass(slots=True)
class Group:
    """One finding to be: `won` are all variables that its repair reconnects, those of other findings too."""

    blame: Blame
    variables: list[Variable]
    won: set[int] = field(default_factory=set)
    cuts: set[tuple[int, int]] = field(default_factory=set)  # (source, op) of all cuts at its line


def grouped(blamer: Blamer, blames: list[tuple[Variable, Blame]]) -> list[Group]:
    """The smallest set of findings whose repairs reconnect what can be reconnected, in order of their lines."""
    groups: dict[tuple[object, ...], Group] = {}
    for variable, blame in blames:
        group = groups.setdefault(blame.key, Group(blame, []))
        group.variables.append(variable)
        if blame.cut is not None and blame.cut.op is not None and blame.cut.source is not None:
            group.cuts.add((blame.cut.source, blame.cut.op))
    for group in groups.values():
        if group.blame.encoder is not None and group.blame.decoder is not None:
            group.blame.rewiring = rewiring(blamer, group.blame)
        if group.blame.cause in ("dropped-output", "hidden-drop"):
            group.blame.reroute = adding(blamer, group.blame) or rerouting(blamer, group.blame)
        group.won = won_by(group, blamer.judged, blamer.evidence)
    found = _without_needless(list(groups.values()), blamer.judged)
    return sorted(found, key=_place)


def _without_needless(groups: list[Group], judged: Judged) -> list[Group]:
    """A place whose variables the repair of another place reconnects anyway is not told by itself."""
    kept = list(groups)
    for group in sorted(groups, key=lambda g: len(g.variables)):
        mine = {v.index for v in group.variables}
        verdicts = {judged.verdict[v] for v in mine}
        other = next(
            (
                g for g in kept
                if g is not group and _repaired_on_the_graph(group) and mine <= g.won
                and {judged.verdict[v.index] for v in g.variables} == verdicts
            ),
            None,
        )  # fmt: skip
        if other is not None:
            kept = [g for g in kept if g is not group]
            other.variables = sorted([*other.variables, *group.variables], key=lambda v: v.index)
    return kept


def _repaired_on_the_graph(group: Group) -> bool:
    """Whether a finding is of something that a new edge mends: a cut, or a state that is not handed on."""
    return group.blame.cut is not None or group.blame.encoder is not None


def won_by(group: Group, judged: Judged, evidence: Evidence) -> set[int]:
    """The variables that become connected when a repair is made on the graph."""
    blame = group.blame
    if blame.encoder is not None and blame.decoder is not None:
        if blame.symbolic:
            return evidence.reached_from_node(blame.encoder.key)
        tensors = blame.rewiring.tensors if blame.rewiring is not None else blame.encoder.final
        return restored_by_wiring(judged, tensors, blame.decoder.outputs)
    if blame.reroute is not None:
        return restored_by_wiring(judged, [blame.reroute.tensor], blame.reroute.into)
    if blame.cause in _ASKING:
        return {v.index for v in group.variables if has_live_path(judged, v.index)}
    if blame.cause == "outside-tape" and blame.cut is not None:
        return restored_by_recording(judged)
    passed = restored_by_passing(judged, sorted(group.cuts)) if group.cuts else set()
    emptied = blame.facts.get("emptied")
    return passed | _by_handing_on(judged, emptied) if isinstance(emptied, int) else passed


def _by_handing_on(judged: Judged, zeros: int) -> set[int]:
    """The variables that a loss reaches where a layer hands on what it is given instead of zeros."""
    step = judged.step
    given = (op for op, _ in step.calls[step.layer_call[zeros]].inputs)
    return restored_by_wiring(judged, given, [zeros])


def _place(group: Group) -> tuple[str, int]:
    where = group.blame.location
    return (where.file, where.line) if where is not None else ("", 0)
