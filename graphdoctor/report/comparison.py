"""Two reports of the same script: which variables were lost, which were won, which cuts moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graphdoctor.errors import UserError
from graphdoctor.report.comparison_page import page
from graphdoctor.report.renderer import Report
from graphdoctor.report.svg import side_by_side
from graphdoctor.report.words import Json, clean, compress, place, plural, verdict_sentence


@dataclass(frozen=True, slots=True)
class Move:
    """The same cause for the same variables, at another place."""

    cause: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Comparison:
    """Names of variables, in the order of the reports. A variable is lost when it was connected and is not any
    more (frozen counts: it does not learn any more), won the other way round."""

    lost: tuple[str, ...]
    won: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    appeared: tuple[Json, ...]
    vanished: tuple[Json, ...]
    moved: tuple[Move, ...]
    reports: tuple[Report, Report]

    @property
    def verdicts(self) -> tuple[str, str]:
        """Both reports in a sentence each."""
        return verdict_sentence(self.reports[0]), verdict_sentence(self.reports[1])

    def to_json(self) -> dict[str, Any]:
        """The comparison as a JSON document."""
        return {
            "schema": "graphdoctor-diff/1",
            "lost": list(self.lost),
            "won": list(self.won),
            "added": list(self.added),
            "removed": list(self.removed),
            "findings": {
                "appeared": list(self.appeared),
                "vanished": list(self.vanished),
                "moved": [
                    {"cause": move.cause, "before": move.before, "after": move.after} for move in self.moved
                ],
            },
            "verdicts": {"before": self.verdicts[0], "after": self.verdicts[1]},
        }


def compare(before: Report, after: Report) -> Comparison:
    """What changed from one report to the other. Variables are the same if their names are. Raises UserError
    (``not-analysed``) for the report of a script that could not be analysed."""
    for report, which in ((before, "first"), (after, "second")):
        if report.get("error"):
            why = report["error"]["message"]
            raise UserError("not-analysed", f"the {which} report says nothing about variables: {why}")
    old = {entry["name"]: entry["verdict"] for entry in before["variables"]}
    new = {entry["name"]: entry["verdict"] for entry in after["variables"]}
    both = [name for name in new if name in old]
    cuts_before, cuts_after = _cuts(before), _cuts(after)
    return Comparison(
        lost=tuple(name for name in both if old[name] == "connected" != new[name]),
        won=tuple(name for name in both if old[name] != "connected" == new[name]),
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        appeared=tuple(finding for key, finding in cuts_after.items() if key not in cuts_before),
        vanished=tuple(finding for key, finding in cuts_before.items() if key not in cuts_after),
        moved=tuple(
            Move(finding["cause"], cuts_before[key]["location"], finding["location"])
            for key, finding in cuts_after.items()
            if key in cuts_before and place(cuts_before[key]["location"]) != place(finding["location"])
        ),
        reports=(before, after),
    )


def _cuts(report: Report) -> dict[tuple[str, tuple[str, ...]], Json]:
    """The findings by cause and variables. What was accepted in part is one finding again: that is no other cut."""
    whole: dict[tuple[str, str], Json] = {}
    for finding in report["findings"]:
        key = (finding["cause"], place(finding["location"]))
        names = [*whole[key]["variables"], *finding["variables"]] if key in whole else finding["variables"]
        whole[key] = {**whole.get(key, finding), "variables": names}
    return {(cause, tuple(sorted(finding["variables"]))): finding for (cause, _), finding in whole.items()}


def text(comparison: Comparison) -> str:
    """The comparison for people, what was lost first."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    groups = (
        ("lost", comparison.lost, "learned before and will not any more"),
        ("won", comparison.won, "did not learn before and will now"),
        ("added", comparison.added, "new"),
        ("removed", comparison.removed, "gone"),
    )
    for word, names, meaning in groups:
        if names:
            yield f"{word}: {plural(len(names), 'variable')} ({meaning}): {compress(names)}"
    for word, findings in (("appeared", comparison.appeared), ("vanished", comparison.vanished)):
        for finding in findings:
            cut = compress(finding["variables"])
            where = f"{finding['severity']}[{clean(finding['cause'])}] at {place(finding['location'])}"
            yield f"{word}: {where}" + (f": {cut}" if cut else "")
    for move in comparison.moved:
        yield f"moved: [{clean(move.cause)}] from {place(move.before)} to {place(move.after)}"
    before, after = comparison.verdicts
    yield after if before == after else f"{after} (before: {before})"


COMPARED: dict[str, Callable[[Comparison], str]] = {
    "text": text,
    "json": lambda found: json.dumps(found.to_json(), indent=2) + "\n",
    "html": page,
    "svg": lambda found: side_by_side(*found.reports, text(found)),
}
"""The formats of a comparison, by name."""
