"""What stands in a box of the drawing."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from graphdoctor.report.unit import Unit
from graphdoctor.report.words import clean, near_place, place, plural, shown_verdict

Json = Mapping[str, Any]
WIDE = 44  # characters of a line in a box

VERDICTS = {
    "disconnected": "no gradient",
    "zero": "gradient always 0",
    "untrained": "never trained",
    "undecided": "undecided",
    "connected": "learns",
    "frozen": "frozen",
    "": "variables",  # of a step that nobody could judge
}
"""In the order in which a box lists them: what is wrong first."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One line in a box. tone: ``plain``, ``quiet``, ``good``, ``alert`` (in the colour of what is cut off)."""

    text: str
    tone: str = "plain"


def captions(unit: Unit, variables: Mapping[str, Json]) -> tuple[Caption, ...]:
    """The lines below a box's title: type and shape (or how much is folded), place, variables."""
    if len(unit.members) > 1:
        return (*_folded(unit), *_variables(unit, variables, named=False))
    box = unit.members[0]
    kind = _kind(box) if "loss" not in (title(unit), box["type"]) else ""
    lines = [Caption(kind, "quiet")] if kind else []
    if box["kind"] in ("loss", "op") and box.get("location"):
        if box["kind"] == "loss" and not _is_name(box["label"]):
            lines.append(Caption(clean(box["label"], WIDE), "quiet"))
        lines.append(Caption(near_place(box["location"]), "quiet"))
    lines += _variables(unit, variables, named=True)
    return (*lines, *_failure(box))


def _failure(box: Json) -> Iterator[Caption]:
    """Where the script failed while it was traced: why, and the line."""
    if box.get("message"):
        told = textwrap.wrap(clean(box["message"], 4 * WIDE), WIDE + 8)
        yield from (Caption(line, "alert") for line in told)
        yield Caption(f"the script fails here · {near_place(box.get('location'))}", "alert")


def flags(
    boxes: Sequence[Json], findings: Mapping[str, Json], cut: Collection[str]
) -> dict[str, tuple[Caption, ...]]:
    """For each box (by id) that a finding names, what the finding says there, with file and line. A primary
    place that no box stands on goes to the finding's first box, unless a wire shows it (findings in `cut`). A box bears
    one finding's name: where two meet (a decoder that two encoders fit), both speak of it."""
    found: dict[str, list[Caption]] = {}
    named = [box for box in boxes if box.get("finding") and not box.get("message")]
    for finding in findings.values():
        owned = [box for box in named if box["finding"] == finding["id"]]
        spots = [(finding["location"], finding.get("label") or finding["cause"])]
        spots += [(entry["location"], entry.get("message") or "") for entry in finding.get("related") or ()]
        for index, (location, message) in enumerate(spots):
            here = [box for box in (owned if index else [*owned, *named]) if _stands_on(box, location)]
            chosen = here[0] if here else (owned[0] if owned and index == 0 else None)
            if chosen is not None and not (index == 0 and finding["id"] in cut):
                text = (
                    f"{clean(message, WIDE - 8)} · {near_place(location)}"
                    if message
                    else near_place(location)
                )
                found.setdefault(chosen["id"], []).append(Caption(text, "alert"))
    return {key: tuple(dict.fromkeys(lines)) for key, lines in found.items()}


def _stands_on(box: Json, location: Json | None) -> bool:
    mine = box.get("location")
    if mine is None or location is None:
        return False
    return all(mine.get(key) == location.get(key) for key in ("file", "cell", "line"))


def title(unit: Unit) -> str:
    """The box's name as the user wrote it, and how many times a repeated block stands there."""
    name = clean(unit.name, WIDE - 4) or "(no name)"
    if unit.kind == "loss" and len(unit.members) == 1:
        assigned = re.match(r"(\w[\w.]{0,30})\s*=[^=]", unit.name)
        name = assigned[1] if assigned else name if _is_name(unit.name) else "loss"
    return f"{name}  × {unit.times}" if unit.times > 1 else name


def _is_name(label: str) -> bool:
    return re.fullmatch(r"[\w.]+", label) is not None


def tooltip(unit: Unit) -> str:
    """What a box says when pointed at: its lines of source, or the names of what is folded in it."""
    lines = []
    for box in unit.members[:12]:
        where = (
            f" — {place(box['location'])}: {clean(box['location']['code'], 120)}"
            if box.get("location")
            else ""
        )
        lines.append(f"{clean(box['label'], 80)} ({clean(box['type'], 40)}){where}")
    if len(unit.members) > 12:
        lines.append(f"… and {len(unit.members) - 12:,} more")
    return "\n".join(lines)


def _kind(box: Json) -> str:
    shape = clean(box.get("shape") or "", WIDE - 12)
    parts = [clean(box["type"], 28), "" if shape == "()" else shape]
    return " · ".join(part for part in parts if part and part != box["label"])


def _folded(unit: Unit) -> list[Caption]:
    count = len(unit.members)
    if unit.times == count:
        box = unit.members[0]
        return [Caption(_kind(box) or box["kind"], "quiet")]
    if unit.times > 1:
        lines = [
            Caption(f"{plural(unit.times, 'block')} of {plural(round(count / unit.times), 'layer')}", "quiet")
        ]
    else:
        lines = [Caption(f"{plural(count, 'input' if unit.kind == 'input' else 'layer')} folded", "quiet")]
    types = Counter(box["type"] for box in unit.members).most_common()
    listed = [f"{number:,} {clean(name, 28)}" for name, number in types]
    fitting = [part for part, wide in zip(listed, accumulate(map(len, listed)), strict=True) if wide < WIDE]
    more = ", …" if len(fitting) < len(listed) else ""
    return [*lines, Caption(", ".join(fitting or listed[:1]) + more, "quiet")]


def _variables(unit: Unit, variables: Mapping[str, Json], named: bool) -> list[Caption]:
    by_verdict: dict[str, list[str]] = {}
    for box in unit.members:
        for name in box.get("variables") or ():
            verdict = shown_verdict(variables[name]) if name in variables else ""
            by_verdict.setdefault(verdict, []).append(_role(variables.get(name), name))
    lines = []
    for verdict, words in VERDICTS.items():
        roles = by_verdict.get(verdict)
        if roles:
            tone = {"connected": "good", "frozen": "quiet", "undecided": "quiet", "": "quiet"}.get(
                verdict, "alert"
            )
            text = _listed(roles) if named else plural(len(roles), "variable")
            lines.append(Caption(f"{words}: {text}", tone))
    return lines


def _role(variable: Json | None, name: str) -> str:
    return clean((variable or {}).get("role") or name.rsplit("/", 1)[-1], 24)


def _listed(roles: Iterable[str], most: int = 4) -> str:
    found = list(roles)
    if len(found) <= most and sum(map(len, found)) < WIDE:
        return ", ".join(found)
    counted = Counter(found)
    listed = [f"{count} {name}" if count > 1 else name for name, count in list(counted.items())[: most - 1]]
    rest = len(found) - sum(list(counted.values())[: most - 1])
    return clean(", ".join(listed) + (f", {rest} more" if rest else ""), WIDE)
